metadata description = 'Says so when exports fail, make no progress, are given up, or are about to lose deletions.'

import { watchedExport } from '../types.bicep'

@description('Name of the function app, before the names of the alerts.')
param appName string

@description('Region.')
param location string

@description('Tags.')
param tags { *: string }

@description('Workspace with the logs and metrics.')
param workspaceId string

@description('Queue of runs to be continued.')
param queue string

@description('Who is told; empty for nobody: the alerts are seen in the portal alone.')
param email string

@description('Action groups that are told as well.')
param actionGroupIds string[]

@description('Exports that must make progress; empty: any one of them must.')
param watchedExports watchedExport[]

@description('Minutes between two scheduled runs where watchedExports is empty.')
param intervalMinutes int

@description('Minutes of a history window that must be left.')
param historyMarginMinutes int

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'ag-${appName}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'exports'
    enabled: true
    emailReceivers: [
      {
        name: 'operators'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

var actionGroups = concat(empty(email) ? [] : [people.id], actionGroupIds)

var watched = empty(watchedExports) ? [{ export: '*', intervalMinutes: intervalMinutes }] : watchedExports
var watchedRows = join(map(watched, w => '"${w.export}", ${w.intervalMinutes}'), ', ')

// The host tells of every execution of a function, even when the handler died; the handler tells of every run, however it was started.
var failedRuns = '''
union
  (AppRequests
    | where Success == false
    | where Name startswith "export-" or Name startswith "snapshot-" or Name in ("continue-export", "run-due", "sync")
    | project TimeGenerated, Failed = Name),
  (AppMetrics
    | where Name == "faunafunctions.runs"
    | where tostring(Properties["outcome"]) == "failed" and Sum > 0
    | project TimeGenerated, Failed = strcat("export-", tostring(Properties["export"])))
'''

var noProgress = format(
  '''
let watched = datatable(Export: string, Minutes: long) [{0}];
let finished = materialize(AppMetrics
  | where Name == "faunafunctions.runs"
  | where tostring(Properties["outcome"]) in ("completed", "idle") and Sum > 0
  | summarize Last = max(TimeGenerated) by Export = tostring(Properties["export"]));
watched
| join kind=leftouter (union finished, (finished | summarize Last = max(Last) | extend Export = "*")) on Export
| where isnull(Last) or Last < ago(Minutes * 2m)
| project Export, Minutes, Last
''',
  watchedRows
)

var poisonMessages = format(
  '''
StorageQueueLogs
| where OperationName == "PutMessage" and StatusText == "Success"
| where Uri contains "/{0}-poison/"
| project TimeGenerated, AccountName, Uri
''',
  queue
)

// The margin shrinks by itself while nothing runs.
var historyMargin = format(
  '''
AppMetrics
| where Name == "faunafunctions.history.margin"
| summarize arg_max(TimeGenerated, Min) by Export = tostring(Properties["export"])
| extend Minutes = Min / 60 - (now() - TimeGenerated) / 1m
| where Minutes < {0}
| project Export, Minutes
''',
  historyMarginMinutes
)

resource runFailed 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: '${appName}-run-failed'
  location: location
  tags: tags
  properties: {
    displayName: 'Export failed'
    description: 'A run failed. Its error is in the exceptions and traces of the function, and in the answer of status.'
    severity: 1
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: failedRuns
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [
            {
              name: 'Failed'
              operator: 'Include'
              values: ['*']
            }
          ]
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: actionGroups
    }
  }
}

resource noRunFinished 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: '${appName}-no-progress'
  location: location
  tags: tags
  properties: {
    displayName: 'No export finished'
    description: 'No run finished for twice the time between two scheduled runs, whether or not something failed.'
    severity: 1
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT15M'
    windowSize: 'P2D'
    autoMitigate: true
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: noProgress
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [
            {
              name: 'Export'
              operator: 'Include'
              values: ['*']
            }
          ]
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: actionGroups
    }
  }
}

resource poison 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: '${appName}-poison-message'
  location: location
  tags: tags
  properties: {
    displayName: 'Continuation given up'
    description: 'A message to go on with a run failed too often and was put aside. The next scheduled run goes on where that run stopped.'
    severity: 2
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    autoMitigate: true
    // The table comes into being with its first row.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: poisonMessages
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: actionGroups
    }
  }
}

resource historyEnds 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: '${appName}-history-ends'
  location: location
  tags: tags
  properties: {
    displayName: 'History about to end'
    description: 'Deletions are about to fall out of the history that Fauna keeps. When they have, the next run takes a new full snapshot.'
    severity: 2
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT15M'
    windowSize: 'P2D'
    autoMitigate: true
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: historyMargin
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [
            {
              name: 'Export'
              operator: 'Include'
              values: ['*']
            }
          ]
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: actionGroups
    }
  }
}
