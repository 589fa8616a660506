metadata description = 'Private endpoints of storage accounts and the vault, with the zones that resolve their names inside the network.'

@description('What a private endpoint leads to.')
type target = {
  @description('Name of the endpoint.')
  name: string

  @description('Resource id of the account or vault.')
  resourceId: string

  @description('Which of its services.')
  service: 'blob' | 'queue' | 'table' | 'vault'
}

@description('Region.')
param location string

@description('Tags.')
param tags { *: string }

@description('Resource id of the network that resolves the names.')
param networkId string

@description('Subnet for the endpoints.')
param subnetId string

@description('What the endpoints lead to.')
param targets target[]

var services = ['blob', 'queue', 'table', 'vault']
var zoneNames = [
  'privatelink.blob.${environment().suffixes.storage}'
  'privatelink.queue.${environment().suffixes.storage}'
  'privatelink.table.${environment().suffixes.storage}'
  'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}'
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in zoneNames: {
    name: zone
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, i) in zoneNames: {
    parent: zones[i]
    name: 'to-network'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: networkId
      }
    }
  }
]

resource endpoints 'Microsoft.Network/privateEndpoints@2024-05-01' = [
  for target in targets: {
    name: target.name
    location: location
    tags: tags
    properties: {
      subnet: {
        id: subnetId
      }
      privateLinkServiceConnections: [
        {
          name: target.service
          properties: {
            // A resource id is what the parameter holds; the rule does not look into objects.
            #disable-next-line use-resource-id-functions
            privateLinkServiceId: target.resourceId
            groupIds: [target.service]
          }
        }
      ]
    }
  }
]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [
  for (target, i) in targets: {
    parent: endpoints[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: target.service
          properties: {
            privateDnsZoneId: zones[indexOf(services, target.service)].id
          }
        }
      ]
    }
  }
]
