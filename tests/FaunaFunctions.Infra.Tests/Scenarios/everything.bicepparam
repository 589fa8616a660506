using '../../../infra/main.bicep'

param environmentName = 'everything'
param location = 'westeurope'
param tags = { costs: 'exports' }
param secretNames = ['FAUNA_SECRET', 'SHOP_SECRET']
param secrets = { FAUNA_SECRET: 'hush-1', SHOP_SECRET: 'hush-2' }
param connections = {
  main: { secret: '%FAUNA_SECRET%' }
  shop: { domain: 'db.eu.fauna.com', secret: '%SHOP_SECRET%' }
}
param exports = [
  {
    connection: 'main'
    collection: 'orders'
    index: 'orders_by_ts'
    deletions: { mode: 'deleted_field' }
    schedule: '%ORDERS_SCHEDULE%'
    fullSchedule: '0 0 3 * * SUN'
    additionalColumns: [{ name: 'zip', path: ['data', 'address', 'zip'], type: 'string', required: false }]
  }
  { connection: 'shop', collection: 'products', schedule: '0 0 * * * *' }
]
param referredSettings = { ORDERS_SCHEDULE: '0 */5 * * * *' }
param watchedExports = [
  { export: 'orders', intervalMinutes: 5 }
  { export: 'products', intervalMinutes: 60 }
]
param deleteAfterDays = 400
param networkIsolation = true
param zoneRedundancy = true
param otlpEndpoint = 'https://collector.example:4317'
param alertEmail = 'operators@example.com'
param operator = { principalId: '11111111-1111-1111-1111-111111111111', principalType: 'User' }
