metadata description = 'The account that the Functions host works with: the deployed package, the queue, its own leases and keys.'

@description('Name of the account.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags { *: string }

@description('Whether the account spans availability zones.')
param zoneRedundant bool

@description('Whether the account can be reached through private endpoints alone.')
param isolated bool

@description('Days that deleted blobs can be brought back.')
param softDeleteDays int

@description('Workspace that logs go to.')
param workspaceId string

@description('Container for the deployed package. No other app may use it.')
param deploymentContainer string

@description('Queue of runs to be continued.')
param queue string

module account 'storage-account.bicep' = {
  params: {
    name: name
    location: location
    tags: tags
    zoneRedundant: zoneRedundant
    isolated: isolated
    softDeleteDays: softDeleteDays
    workspaceId: workspaceId
  }
}

resource deployment 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-08-01' = {
  name: '${name}/default/${deploymentContainer}'
  properties: {
    publicAccess: 'None'
  }
  dependsOn: [account]
}

resource continueExport 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-08-01' = {
  name: '${name}/default/${queue}'
  dependsOn: [account]
}

// The host would make it at the first message it gives up. It is here so that the role on it can be assigned before.
resource poison 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-08-01' = {
  name: '${name}/default/${queue}-poison'
  dependsOn: [account]
}

@description('Address of the container for the deployed package.')
output deploymentContainerUrl string = '${account.outputs.blobEndpoint}${deploymentContainer}'

@description('Resource id of the account.')
output accountId string = account.outputs.id
