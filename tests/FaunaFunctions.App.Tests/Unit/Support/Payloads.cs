using System.Text.Json;

namespace FaunaFunctions.App.Tests.Unit.Support;

/// <summary>What the host posts, as it was seen to.</summary>
internal static class Payloads
{
    public const string Timer =
        """{"Data":{"myTimer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"TimerFn","UtcNow":"2026-11-22T19:13:05.0767603Z","RandGuid":"0a284253-874f-4538-9c2d-b264fae5f45e"}}}""";

    public const string TimerStartedByHand =
        """{"Data":{"myTimer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"t":"\"hello\"","sys":{"MethodName":"TimerFn","UtcNow":"2026-11-22T19:13:05.0767603Z","RandGuid":"0a284253-874f-4538-9c2d-b264fae5f45e"}}}""";

    public const string TimerTriedAgain =
        """{"Data":{"myTimer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"RetryContext":{"RetryCount":1,"MaxRetryCount":2,"Exception":null,"Instance":null,"State":{}},"sys":{"MethodName":"TimerFn","UtcNow":"2026-11-22T19:13:05.0767603Z","RandGuid":"0a284253-874f-4538-9c2d-b264fae5f45e"}}}""";

    public const string QueueMessage =
        """{"Data":{"msg":"\"{\\\"a\\\":1}\""},"Metadata":{"DequeueCount":"1","ExpirationTime":"2026-11-29T19:26:17+00:00","Id":"\"306b9c83-0fb9-4332-9fd3-9b7292be256f\"","InsertionTime":"2026-11-22T19:26:17+00:00","NextVisibleTime":"2026-11-22T19:36:17+00:00","PopReceipt":"\"MjJOb3YyMDI2MTk6MjY6MTdjYjQ5\"","sys":{"MethodName":"QueueFn","UtcNow":"2026-11-22T19:26:17.9086938Z","RandGuid":"a27e332b-155c-46a9-980b-2d084555fcc3"},"a":"\"1\""}}""";

    /// <summary>A timer's payload with the tick before it.</summary>
    public static string TimerAfter(string last) =>
        Timer.Replace("\"ScheduleStatus\":null", $$"""
            "ScheduleStatus":{"Last":"{{last}}","Next":"2026-11-22T19:15:00+00:00","LastUpdated":"{{last}}"}
            """, StringComparison.Ordinal);

    /// <summary>A queue message's payload: the text, encoded twice.</summary>
    public static string Queue(string message)
    {
        var once = JsonSerializer.Serialize(message);
        return $$$"""{"Data":{"message":{{{JsonSerializer.Serialize(once)}}}},"Metadata":{"DequeueCount":"1"}}""";
    }
}
