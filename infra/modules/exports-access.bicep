metadata description = 'What the app and its operator may do where exports land: in one container and one table, in no other of that account.'

import { operator as operatorType } from '../types.bicep'

@description('Name of the identity of the app.')
param identityName string

@description('Subscription of the identity.')
param identitySubscriptionId string

@description('Resource group of the identity.')
param identityGroup string

@description('Object id of the identity of the app.')
param principalId string

@description('Name of the storage account.')
param accountName string

@description('Container for parts and manifests.')
param container string

@description('Table for cursors and the history of runs.')
param table string

@description('Who operates the exports; null for nobody.')
param operator operatorType?

var storageBlobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var storageBlobDataReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
var storageTableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var storageTableDataReader = '76199698-9eea-4c19-bc75-cec21354c6b6'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
  scope: resourceGroup(identitySubscriptionId, identityGroup)
}

resource account 'Microsoft.Storage/storageAccounts@2025-08-01' existing = {
  name: accountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource exports 'containers' existing = {
      name: container
    }
  }

  resource tables 'tableServices' existing = {
    name: 'default'

    resource cursors 'tables' existing = {
      name: table
    }
  }
}

resource parts 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::blobs::exports
  name: guid(account::blobs::exports.id, identity.id, storageBlobDataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
    description: 'App: parts, manifests, leases.'
  }
}

resource cursors 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::tables::cursors
  name: guid(account::tables::cursors.id, identity.id, storageTableDataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageTableDataContributor)
    description: 'App: cursors and history.'
  }
}

resource partsReader 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (operator != null) {
  scope: account::blobs::exports
  name: guid(account::blobs::exports.id, operator.?principalId ?? '', storageBlobDataReader)
  properties: {
    principalId: operator.?principalId ?? ''
    principalType: operator.?principalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataReader)
    description: 'Operator: reads and verifies what was exported.'
  }
}

resource cursorsReader 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (operator != null) {
  scope: account::tables::cursors
  name: guid(account::tables::cursors.id, operator.?principalId ?? '', storageTableDataReader)
  properties: {
    principalId: operator.?principalId ?? ''
    principalType: operator.?principalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageTableDataReader)
    description: 'Operator: sees where exports stand.'
  }
}
