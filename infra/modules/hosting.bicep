metadata description = 'The function app on a Flex Consumption plan, running the custom handler.'

@description('Name of the function app.')
param name string

@description('Name of the plan. A Flex Consumption plan holds one app.')
param planName string

@description('Region.')
param location string

@description('Tags of everything.')
param tags { *: string }

@description('Name of the service in azure.yaml, by which azd finds the app.')
param serviceName string

@description('Resource id of the identity of the app.')
param identityId string

@description('Client id of the identity of the app.')
param clientId string

@description('Account that the Functions host works with, by identity.')
param hostAccountName string

@description('Account that exports land in, by identity.')
param exportsAccountName string

@description('Container for parts and manifests.')
param container string

@description('Table for cursors and the history of runs.')
param table string

@description('Queue of runs to be continued.')
param queue string

@description('Where telemetry goes.')
param telemetryConnectionString string

@description('OpenTelemetry collector that telemetry goes to as well; empty for none.')
param otlpEndpoint string

@description('Name of the vault.')
param vaultName string

@description('App settings that refer to secrets of the vault.')
param secretNames string[]

@description('The settings of the exports as JSON text; empty to take exports.json of the package.')
param exportsJson string

@description('App settings that the settings of the exports refer to, such as schedules.')
param referredSettings { *: string }

@description('The most time that an execution may take, hh:mm:ss.')
param functionTimeout string

@description('Address of the container for the deployed package.')
param deploymentContainerUrl string

@description('Workspace that platform logs go to.')
param workspaceId string

@description('Subnet that the app reaches out through; empty for none.')
param subnetId string

@description('Whether the plan spans availability zones.')
param zoneRedundant bool

@description('Memory of an instance, MB.')
param instanceMemoryMB int

@description('The most instances.')
param maximumInstanceCount int

// A deployment replaces the whole set: what is not here is gone afterwards.
var secretReferences = toObject(secretNames, name => name, name => '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${replace(name, '_', '-')})')
var exportsSetting = empty(exportsJson) ? { FAUNA_EXPORTS_FILE: 'exports.json' } : { FAUNA_EXPORTS: exportsJson }
var collectorSetting = empty(otlpEndpoint) ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint }

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    tier: 'FlexConsumption'
    name: 'FC1'
  }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': serviceName })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      runtime: {
        name: 'custom'
        version: '1.0'
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
    }
  }

  resource appsettings 'config' = {
    name: 'appsettings'
    properties: {
      ...referredSettings
      ...secretReferences
      ...exportsSetting
      ...collectorSetting
      AzureWebJobsStorage__accountName: hostAccountName
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: clientId
      EXPORTS_STORAGE__accountName: exportsAccountName
      EXPORTS_STORAGE__credential: 'managedidentity'
      EXPORTS_STORAGE__clientId: clientId
      EXPORTS_CONTAINER: container
      EXPORTS_TABLE: table
      EXPORTS_QUEUE: queue
      APPLICATIONINSIGHTS_CONNECTION_STRING: telemetryConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${clientId};Authorization=AAD'
      AzureFunctionsJobHost__functionTimeout: functionTimeout
    }
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'FunctionAppLogs'
        enabled: true
      }
    ]
  }
}

@description('Host name of the app.')
output hostName string = app.properties.defaultHostName
