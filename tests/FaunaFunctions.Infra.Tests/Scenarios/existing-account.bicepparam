using '../../../infra/main.bicep'

param environmentName = 'existing'
param location = 'westeurope'
param secrets = { FAUNA_SECRET: 'hush' }
param exportsStorageAccount = {
  name: 'lakeaccount'
  resourceGroup: 'rg-lake'
  subscriptionId: '00000000-0000-0000-0000-000000000009'
}
