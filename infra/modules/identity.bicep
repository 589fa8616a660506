metadata description = 'The identity that the app and the Functions host work under.'

@description('Name of the identity.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags { *: string }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id, by which the app names its identity.')
output id string = identity.id

@description('Object id, which roles are assigned to.')
output principalId string = identity.properties.principalId

@description('Client id, by which the storage and telemetry clients choose the identity.')
output clientId string = identity.properties.clientId
