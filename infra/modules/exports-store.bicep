metadata description = 'Where exports land: a container for parts and manifests and a table for cursors, in an account that is new or was there already.'

@description('Name of the storage account.')
param accountName string

@description('Container for parts and manifests.')
param container string

@description('Table for cursors and the history of runs.')
param table string

resource account 'Microsoft.Storage/storageAccounts@2025-08-01' existing = {
  name: accountName

  resource blobs 'blobServices' existing = {
    name: 'default'
  }

  resource tables 'tableServices' existing = {
    name: 'default'
  }
}

resource exports 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-08-01' = {
  parent: account::blobs
  name: container
  properties: {
    publicAccess: 'None'
  }
}

resource cursors 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-08-01' = {
  parent: account::tables
  name: table
}

@description('Resource id of the account.')
output accountId string = account.id
