metadata description = 'What becomes of old exported blobs. Of an account of our own alone: an account has one policy, and another one would be overwritten.'

@description('Name of the storage account.')
param accountName string

@description('Container for parts and manifests.')
param container string

@description('Days after which a blob that was not changed becomes cool; 0 for never.')
param coolAfterDays int

@description('Days after which a blob that was not changed is deleted; 0 for never.')
param deleteAfterDays int

resource account 'Microsoft.Storage/storageAccounts@2025-08-01' existing = {
  name: accountName
}

var cool = coolAfterDays > 0 ? { tierToCool: { daysAfterModificationGreaterThan: coolAfterDays } } : {}
var delete = deleteAfterDays > 0 ? { delete: { daysAfterModificationGreaterThan: deleteAfterDays } } : {}

resource policy 'Microsoft.Storage/storageAccounts/managementPolicies@2025-08-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'exports'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['${container}/']
            }
            actions: {
              baseBlob: { ...cool, ...delete }
            }
          }
        }
      ]
    }
  }
}
