metadata name = 'FaunaFunctions'
metadata description = 'Everything that exports of Fauna collections need in Azure. No key and no connection string: the app works under an identity of its own.'

targetScope = 'subscription'

import { connections as connectionsType, exportSettings, watchedExport, existingStorageAccount, operator as operatorType } from 'types.bicep'

@description('Name of the environment. The resource group and all resources are named after it.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Region of all resources. It must offer the Flex Consumption plan.')
@minLength(1)
@metadata({ azd: { type: 'location' } })
param location string

@description('Name of the resource group, which is made if it is not there.')
@minLength(1)
@maxLength(90)
param resourceGroupName string = 'rg-${environmentName}'

@description('Tags of everything, beside the one that azd looks for.')
param tags { *: string } = {}

@description('App settings that hold secrets of Fauna keys. Each refers to a secret of the vault, which is named with - in the place of _.')
param secretNames string[] = ['FAUNA_SECRET']

@description('Values of the secrets, by app setting. Needed at the first deployment; a name that is missing or empty later on keeps the value that the vault has.')
@secure()
param secrets { *: string } = {}

@description('The databases to export from. Together with exports it goes before exports.json of the package; null takes that file.')
param connections connectionsType?

@description('What to export. Empty: exports.json of the package says it.')
param exports exportSettings[] = []

@description('Further app settings that the settings of the exports refer to as %NAME%, such as schedules.')
param referredSettings { *: string } = {}

@description('Container for parts and manifests.')
@minLength(3)
@maxLength(63)
param exportsContainer string = 'exports'

@description('Table for cursors and the history of runs.')
@minLength(3)
@maxLength(63)
param exportsTable string = 'exportcursors'

@description('Storage account for exports that is there already; null for a new one. Its settings stay as they are: soft delete and lifecycle are its own.')
param exportsStorageAccount existingStorageAccount?

@description('Days after which exported blobs that did not change become cool, which costs less to keep and more to read; 0 for never. For a new account alone.')
@minValue(0)
@maxValue(3650)
param coolAfterDays int = 30

@description('Days after which exported blobs are deleted; 0 for never. What is deleted is missing in latest.json and in verify: leave it at 0 unless fullSchedule takes new snapshots more often than that. For a new account alone.')
@minValue(0)
@maxValue(3650)
param deleteAfterDays int = 0

@description('Days that deleted blobs can be brought back.')
@minValue(1)
@maxValue(365)
param softDeleteDays int = 14

@description('The most time that an execution of a function may take. A run stops a little before and goes on in the next execution.')
@allowed(['00:10:00', '00:30:00', '01:00:00'])
param functionTimeout string = '00:30:00'

@description('Memory of an instance, MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('The most instances. Each export of a busy moment and each HTTP request may take one.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Whether storage and vault are reached through private endpoints in a virtual network alone. The HTTP functions and deployments stay reachable from outside, with keys and identities.')
param networkIsolation bool = false

@description('Address range of the virtual network, at least a /24.')
param networkAddressPrefix string = '10.60.0.0/24'

@description('Whether plan and storage span availability zones. Cannot be changed for accounts that are there.')
param zoneRedundancy bool = false

@description('Whether nobody can purge the deleted vault for seven days. Cannot be taken back.')
param vaultPurgeProtection bool = true

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Most GB of logs a day; -1 for no limit. Alerts see nothing of what is above it.')
@minValue(-1)
param logDailyQuotaGb int = 1

@description('OpenTelemetry collector (OTLP) that metrics and traces go to as well; empty for none.')
param otlpEndpoint string = ''

@description('Who gets alerts by mail; empty for nobody.')
param alertEmail string = ''

@description('Resource ids of action groups that get alerts as well.')
param alertActionGroupIds string[] = []

@description('Exports that must make progress. Empty: an alert comes only when none of them does.')
param watchedExports watchedExport[] = []

@description('Minutes between two scheduled runs, where watchedExports is empty.')
@minValue(1)
@maxValue(1440)
param intervalMinutes int = 60

@description('Minutes of the history window of Fauna that must be left, for exports with deletions.')
@minValue(1)
@maxValue(2880)
param historyMarginMinutes int = 720

@description('Who may read what was exported and set secrets; null for nobody.')
param operator operatorType?

var allTags = union(tags, { 'azd-env-name': environmentName })
var token = toLower(uniqueString(subscription().id, environmentName, location))
var serviceName = 'app'
var queue = 'continue-export'
var names = {
  identity: 'id-${token}'
  workspace: 'log-${token}'
  component: 'appi-${token}'
  hostAccount: 'st${token}'
  newExportsAccount: 'stx${token}'
  vault: 'kv-${token}'
  plan: 'plan-${token}'
  app: 'func-${token}'
  network: 'vnet-${token}'
  deploymentContainer: 'app-package-${token}'
}
var isNew = exportsStorageAccount == null
var exportsAccount = exportsStorageAccount.?name ?? names.newExportsAccount
var exportsGroup = exportsStorageAccount.?resourceGroup ?? resourceGroupName
var exportsSubscription = exportsStorageAccount.?subscriptionId ?? subscription().subscriptionId
var exportsJson = empty(exports) ? '' : string({ connections: connections ?? {}, exports: exports })

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: resourceGroupName
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: names.identity
    location: location
    tags: allTags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: names.workspace
    componentName: names.component
    location: location
    tags: allTags
    retentionDays: logRetentionDays
    dailyQuotaGb: logDailyQuotaGb
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: names.hostAccount
    location: location
    tags: allTags
    zoneRedundant: zoneRedundancy
    isolated: networkIsolation
    softDeleteDays: softDeleteDays
    workspaceId: monitoring.outputs.workspaceId
    deploymentContainer: names.deploymentContainer
    queue: queue
  }
}

module newExportsAccount 'modules/storage-account.bicep' = if (isNew) {
  scope: group
  params: {
    name: names.newExportsAccount
    location: location
    tags: allTags
    zoneRedundant: zoneRedundancy
    isolated: networkIsolation
    softDeleteDays: softDeleteDays
    workspaceId: monitoring.outputs.workspaceId
  }
}

module lifecycle 'modules/lifecycle.bicep' = if (isNew && coolAfterDays + deleteAfterDays > 0) {
  scope: group
  params: {
    accountName: names.newExportsAccount
    container: exportsContainer
    coolAfterDays: coolAfterDays
    deleteAfterDays: deleteAfterDays
  }
  dependsOn: [newExportsAccount]
}

module exportsStore 'modules/exports-store.bicep' = {
  scope: resourceGroup(exportsSubscription, exportsGroup)
  params: {
    accountName: exportsAccount
    container: exportsContainer
    table: exportsTable
  }
  dependsOn: [newExportsAccount]
}

module vault 'modules/secrets.bicep' = {
  scope: group
  params: {
    name: names.vault
    location: location
    tags: allTags
    isolated: networkIsolation
    purgeProtection: vaultPurgeProtection
    workspaceId: monitoring.outputs.workspaceId
    secretNames: secretNames
    values: secrets
  }
}

module access 'modules/access.bicep' = {
  scope: group
  params: {
    identityName: names.identity
    principalId: identity.outputs.principalId
    hostAccountName: names.hostAccount
    queue: queue
    componentName: names.component
    vaultName: names.vault
    secretNames: secretNames
    operator: operator
  }
  dependsOn: [monitoring, storage, vault]
}

module exportsAccess 'modules/exports-access.bicep' = {
  scope: resourceGroup(exportsSubscription, exportsGroup)
  params: {
    identityName: names.identity
    identitySubscriptionId: subscription().subscriptionId
    identityGroup: resourceGroupName
    principalId: identity.outputs.principalId
    accountName: exportsAccount
    container: exportsContainer
    table: exportsTable
    operator: operator
  }
  dependsOn: [exportsStore]
}

module network 'modules/network.bicep' = if (networkIsolation) {
  scope: group
  params: {
    name: names.network
    location: location
    tags: allTags
    addressPrefix: networkAddressPrefix
  }
}

module privateEndpoints 'modules/private-endpoints.bicep' = if (networkIsolation) {
  scope: group
  params: {
    location: location
    tags: allTags
    networkId: network.?outputs.id ?? ''
    subnetId: network.?outputs.endpointSubnetId ?? ''
    targets: [
      { name: 'pe-${names.hostAccount}-blob', resourceId: storage.outputs.accountId, service: 'blob' }
      { name: 'pe-${names.hostAccount}-queue', resourceId: storage.outputs.accountId, service: 'queue' }
      { name: 'pe-${names.hostAccount}-table', resourceId: storage.outputs.accountId, service: 'table' }
      { name: 'pe-${exportsAccount}-blob', resourceId: exportsStore.outputs.accountId, service: 'blob' }
      { name: 'pe-${exportsAccount}-table', resourceId: exportsStore.outputs.accountId, service: 'table' }
      { name: 'pe-${names.vault}', resourceId: vault.outputs.id, service: 'vault' }
    ]
  }
}

module hosting 'modules/hosting.bicep' = {
  scope: group
  params: {
    name: names.app
    planName: names.plan
    location: location
    tags: allTags
    serviceName: serviceName
    identityId: identity.outputs.id
    clientId: identity.outputs.clientId
    hostAccountName: names.hostAccount
    exportsAccountName: exportsAccount
    container: exportsContainer
    table: exportsTable
    queue: queue
    telemetryConnectionString: monitoring.outputs.connectionString
    otlpEndpoint: otlpEndpoint
    vaultName: names.vault
    secretNames: secretNames
    exportsJson: exportsJson
    referredSettings: referredSettings
    functionTimeout: functionTimeout
    deploymentContainerUrl: storage.outputs.deploymentContainerUrl
    workspaceId: monitoring.outputs.workspaceId
    subnetId: network.?outputs.appSubnetId ?? ''
    zoneRedundant: zoneRedundancy
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
  }
  // The app starts as soon as it is there: what it needs must be allowed and reachable before.
  dependsOn: [access, exportsAccess, privateEndpoints]
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    appName: names.app
    location: location
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
    queue: queue
    email: alertEmail
    actionGroupIds: alertActionGroupIds
    watchedExports: watchedExports
    intervalMinutes: intervalMinutes
    historyMarginMinutes: historyMarginMinutes
  }
}

@description('Region, for azd.')
output AZURE_LOCATION string = location

@description('Tenant, for azd.')
output AZURE_TENANT_ID string = subscription().tenantId

@description('Resource group of the app.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Name of the function app.')
output SERVICE_APP_NAME string = names.app

@description('Address of the HTTP functions.')
output SERVICE_APP_URI string = 'https://${hosting.outputs.hostName}'

@description('Storage account that exports land in.')
output EXPORTS_ACCOUNT string = exportsAccount

@description('Container that exports land in.')
output EXPORTS_CONTAINER string = exportsContainer

@description('Vault with the secrets of the Fauna keys.')
output AZURE_KEY_VAULT_NAME string = names.vault
