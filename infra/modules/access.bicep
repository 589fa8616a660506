metadata description = 'What the app and its operator may do in the resource group of the app. Each role is assigned at the narrowest scope that serves.'

import { operator as operatorType } from '../types.bicep'

@description('Name of the identity of the app.')
param identityName string

@description('Object id of the identity of the app.')
param principalId string

@description('Name of the account that the Functions host works with.')
param hostAccountName string

@description('Queue of runs to be continued.')
param queue string

@description('Name of the Application Insights component.')
param componentName string

@description('Name of the vault.')
param vaultName string

@description('Names of the secrets in the vault, as app settings spell them.')
param secretNames string[]

@description('Who operates the exports; null for nobody.')
param operator operatorType?

var storageBlobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var storageTableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var storageQueueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'
var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
var keyVaultSecretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource account 'Microsoft.Storage/storageAccounts@2025-08-01' existing = {
  name: hostAccountName

  resource queues 'queueServices' existing = {
    name: 'default'

    resource continueExport 'queues' existing = {
      name: queue
    }

    resource poison 'queues' existing = {
      name: '${queue}-poison'
    }
  }
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

resource secrets 'Microsoft.KeyVault/vaults/secrets@2025-05-01' existing = [
  for secret in secretNames: {
    parent: vault
    name: replace(secret, '_', '-')
  }
]

// The host makes and leases containers of its own, and reads the package: nothing but the whole account covers that. No export is in it.
resource hostBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, identity.id, storageBlobDataOwner)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataOwner)
    description: 'Functions host: package, leases, keys.'
  }
}

// The host makes a new table for its diagnostic events every month.
resource hostTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, identity.id, storageTableDataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageTableDataContributor)
    description: 'Functions host: diagnostic events.'
  }
}

resource continueQueue 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::queues::continueExport
  name: guid(account::queues::continueExport.id, identity.id, storageQueueDataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageQueueDataContributor)
    description: 'App: sends and takes runs to be continued.'
  }
}

resource poisonQueue 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::queues::poison
  name: guid(account::queues::poison.id, identity.id, storageQueueDataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageQueueDataContributor)
    description: 'Functions host: puts messages aside that failed too often.'
  }
}

resource telemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: component
  name: guid(component.id, identity.id, monitoringMetricsPublisher)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
    description: 'Host and app: logs, metrics, traces.'
  }
}

resource secretUser 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (secret, i) in secretNames: {
    scope: secrets[i]
    name: guid(secrets[i].id, identity.id, keyVaultSecretsUser)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
      description: 'App settings: reads this secret.'
    }
  }
]

resource secretsOfficer 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (operator != null) {
  scope: vault
  name: guid(vault.id, operator.?principalId ?? '', keyVaultSecretsOfficer)
  properties: {
    principalId: operator.?principalId ?? ''
    principalType: operator.?principalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsOfficer)
    description: 'Operator: sets new secrets of Fauna keys.'
  }
}
