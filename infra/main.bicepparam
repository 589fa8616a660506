// Parameters for azd, az and what-if alike. Values that differ between environments come from environment variables, the rest is said here.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'dev')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')

// Once: afterwards the vault has it, and an empty value leaves it alone.
param secrets = {
  FAUNA_SECRET: readEnvironmentVariable('FAUNA_SECRET', '')
}

// Who deploys may read what was exported and set new secrets.
param operator = empty(readEnvironmentVariable('AZURE_PRINCIPAL_ID', ''))
  ? null
  : {
      principalId: readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
      principalType: readEnvironmentVariable('AZURE_PRINCIPAL_TYPE', 'User') == 'ServicePrincipal' ? 'ServicePrincipal' : 'User'
    }

param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')

// What to export: here, or in exports.json of the package when nothing is said here.
//
// param connections = {
//   main: { secret: '%FAUNA_SECRET%' }
// }
// param exports = [
//   {
//     collection: 'orders'
//     index: 'orders_by_ts'
//     deletions: { mode: 'deleted_field' }
//     schedule: '0 */5 * * * *'
//     fullSchedule: '0 0 3 * * SUN'
//   }
// ]

// Exports that raise an alert when they finish no run for twice this time, wherever they are configured.
//
// param watchedExports = [
//   { export: 'orders', intervalMinutes: 5 }
// ]
