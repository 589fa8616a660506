metadata description = 'Key Vault with the secrets of the Fauna keys.'

@description('Name of the vault.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags { *: string }

@description('Whether the vault can be reached through private endpoints alone.')
param isolated bool

@description('Whether nobody can purge a deleted vault or secret before its time. Cannot be taken back.')
param purgeProtection bool

@description('Workspace that the audit log goes to.')
param workspaceId string

@description('Names of the secrets in the vault, beside the app settings that refer to them.')
param secretNames string[]

@description('Values by app setting. A name without a value keeps the value that the vault has.')
@secure()
param values { *: string }

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enabledForDeployment: false
    enabledForDiskEncryption: false
    enabledForTemplateDeployment: false
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
    // false is refused by the service; absent is how it is said.
    enablePurgeProtection: purgeProtection ? true : null
    publicNetworkAccess: isolated ? 'Disabled' : 'Enabled'
    networkAcls: {
      defaultAction: isolated ? 'Deny' : 'Allow'
      bypass: 'AzureServices'
    }
  }
}

resource secrets 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = [
  for secret in secretNames: if (!empty(values[?secret] ?? '')) {
    parent: vault
    name: replace(secret, '_', '-')
    properties: {
      value: values[secret]
      contentType: 'secret of a Fauna key'
    }
  }
]

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'audit'
        enabled: true
      }
    ]
  }
}

@description('Resource id of the vault.')
output id string = vault.id
