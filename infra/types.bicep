metadata description = 'What the parameters of main.bicep look like.'

@export()
@description('One Fauna database, as in the connections of exports.json.')
type connection = {
  @description('Host name. Default: db.fauna.com.')
  domain: string?

  @description('TCP port. Default: 443.')
  port: int?

  @description('Default: https.')
  scheme: ('https' | 'http')?

  @description('Reference to the app setting that holds the secret of the database key, such as %FAUNA_SECRET%. Never the secret itself: it would end in plain app settings.')
  secret: string

  @description('Query language. Default: v4.')
  api: ('v4' | 'v10')?
}

@export()
@description('The databases, each under a name of your choice.')
type connections = {
  @description('One database.')
  *: connection
}

@export()
@description('A column of one value of the document.')
type column = {
  @description('Name of the column.')
  name: string

  @description('Field names from the top of the document, such as data, address, zip.')
  path: string[]

  @description('JSON type of the value.')
  type: 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array'

  @description('JSON schema format, such as date-time.')
  format: string?

  @description('airbyte_type in the discovered schema.')
  airbyteType: string?

  @description('Whether a document without the value fails the run. Default: true.')
  required: bool?
}

@export()
@description('What becomes of deleted documents.')
type deletions = {
  @description('deleted_field: a deleted document becomes a record of its own.')
  mode: 'ignore' | 'deleted_field'

  @description('Column that holds the time of the deletion. Default: deleted_at.')
  column: string?
}

@export()
@description('One collection to export, as in the exports of exports.json.')
type exportSettings = {
  @description('Name of the export. Default: the collection name, made safe.')
  name: string?

  @description('Name of the connection. Default: the only one.')
  connection: string?

  @description('The collection; * for every collection of the database.')
  collection: string

  @description('With *: patterns of collections to leave out.')
  exclude: string[]?

  @description('Default: incremental when there is an index, else full.')
  mode: ('full' | 'incremental')?

  @description('Index with the values ts and ref and no terms.')
  index: string?

  @description('Whether records have a data column. Default: true.')
  dataColumn: bool?

  @description('Columns after data.')
  additionalColumns: column[]?

  @description('The most documents per page. Default: 1000.')
  @minValue(1)
  @maxValue(100000)
  pageSize: int?

  @description('Deleted documents. Default: ignored.')
  deletions: deletions?

  @description('Six-field NCRONTAB in UTC, or %APP_SETTING%.')
  schedule: string?

  @description('The same: when an incremental export starts again from a fresh snapshot.')
  fullSchedule: string?

  @description('The most pages asked for at once. Default: 8.')
  @minValue(1)
  @maxValue(64)
  parallelism: int?

  @description('Default: gzip.')
  compression: ('gzip' | 'none')?

  @description('NDJSON per part before compression, such as 64 MiB.')
  partSize: string?

  @description('Full snapshots that are kept. Default: 2.')
  @minValue(1)
  @maxValue(1000)
  keepSnapshots: int?

  @description('Percent of the last snapshot that a new one may lack and still take its place. Default: 50.')
  @minValue(0)
  @maxValue(100)
  shrinkGuard: int?
}

@export()
@description('An export whose lack of progress raises an alert.')
type watchedExport = {
  @description('Name of the export.')
  export: string

  @description('Minutes between two of its scheduled runs. The alert comes when twice this time passed without a finished run. A day at most: a log alert looks no further back than two days.')
  @minValue(1)
  @maxValue(1440)
  intervalMinutes: int
}

@export()
@description('A storage account that is there already.')
type existingStorageAccount = {
  @description('Name of the account.')
  name: string

  @description('Resource group that it is in.')
  resourceGroup: string

  @description('Subscription that it is in. Default: that of the deployment.')
  subscriptionId: string?
}

@export()
@description('A person or group that operates the exports.')
type operator = {
  @description('Object id in Entra.')
  principalId: string

  @description('What it is.')
  principalType: 'User' | 'Group' | 'ServicePrincipal'
}
