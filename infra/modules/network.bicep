metadata description = 'A virtual network: one subnet that the app reaches out through, one for private endpoints, and the names that lead to them.'

@description('Name of the virtual network.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags { *: string }

@description('Address range of the network, at least a /24.')
param addressPrefix string

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [addressPrefix]
    }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          delegations: [
            {
              name: 'flex'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 1)
          privateEndpointNetworkPolicies: 'Enabled'
        }
      }
    ]
  }
}

@description('Resource id of the network.')
output id string = network.id

@description('Subnet that the app reaches out through.')
output appSubnetId string = '${network.id}/subnets/app'

@description('Subnet for private endpoints.')
output endpointSubnetId string = '${network.id}/subnets/endpoints'
