using System.Diagnostics;
using FaunaFunctions.App.Tests.Http;
using FaunaFunctions.Core.Telemetry;
using FaunaFunctions.Emulator.Faults;

namespace FaunaFunctions.App.Tests.Telemetry;

public sealed class MetricTests
{
    [Fact]
    public async Task Rows_bytes_parts_and_pages_are_those_of_what_was_committed()
    {
        using var metrics = new MetricSums();
        await using var app = await HttpApp.StartAsync(200);

        var full = await app.PostAsync("/api/sync/things?wait=60");
        app.Database.Put("things", HttpApp.Document(201));
        app.Database.Delete("things", 7);
        app.Database.Delete("things", 8);
        var incremental = await app.PostAsync("/api/sync/things?wait=60");

        Assert.Equal(200, metrics.Sum("rows", "export=things", "mode=full"));
        Assert.Equal(3, metrics.Sum("rows", "export=things", "mode=incremental"));
        Assert.Equal(2, metrics.Sum("deletions", "export=things", "mode=incremental"));
        Assert.Equal(0, metrics.Sum("deletions", "mode=full"));
        Assert.Equal(full.Json.GetProperty("bytes").GetInt64() + incremental.Json.GetProperty("bytes").GetInt64(), metrics.Sum("bytes", "export=things"));
        Assert.Equal(full.Json.GetProperty("parts").GetInt32(), metrics.Sum("parts", "mode=full"));
        Assert.True(metrics.Sum("parts", "mode=full") > 1);
        var stored = Directory.EnumerateFiles(app.Storage, "part-*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        Assert.Equal(stored, metrics.Sum("stored_bytes"));
        Assert.InRange(metrics.Sum("pages", "mode=full"), 200 / 16, 30);
        Assert.InRange(metrics.Sum("pages", "mode=incremental"), 2, 4);
    }

    [Fact]
    public async Task Every_run_is_counted_once_with_its_outcome_and_time()
    {
        using var metrics = new MetricSums();
        await using var app = await HttpApp.StartAsync(20);

        await app.PostAsync("/api/sync/things?wait=60");
        await app.PostAsync("/api/sync/things?wait=60");
        await app.PostAsync("/api/sync/broken?wait=60");
        await app.RestartAsync(("FAUNA_SECRET", "fnNobodyKnowsThisOne"));
        await app.PostAsync("/api/sync/things?wait=60");

        Assert.Equal(1, metrics.Sum("runs", "export=things", "mode=full", "outcome=completed"));
        Assert.Equal(1, metrics.Sum("runs", "export=things", "mode=incremental", "outcome=idle"));
        Assert.Equal(1, metrics.Sum("runs", "export=things", "outcome=failed", "error.type=FaunaUnauthorized"));
        Assert.Equal(1, metrics.Sum("runs", "export=broken", "outcome=failed", "error.type=CheckFailed"));
        Assert.Equal(4, metrics.Sum("runs"));
        Assert.Equal(3, metrics.Of("run.duration", "export=things").Count);
        Assert.All(metrics.Of("run.duration"), m => Assert.Equal("s", m.Unit));
    }

    [Fact]
    public async Task A_run_that_found_another_at_work_is_busy_and_no_failure()
    {
        using var metrics = new MetricSums();
        await using var app = await HttpApp.StartAsync(20);
        var registry = await app.Service<FaunaFunctions.App.Exports.ExportSetup>().GetAsync(TestContext.Current.CancellationToken);
        await app.PostAsync("/api/sync/things?wait=60");

        await using (await registry.Cursors.AcquireLeaseAsync("things", TestContext.Current.CancellationToken))
        {
            await app.PostAsync("/api/sync/things?wait=60");
        }

        Assert.Equal(1, metrics.Sum("runs", "export=things", "outcome=busy"));
        Assert.Equal(0, metrics.Sum("runs", "outcome=failed"));
    }

    [Fact]
    public async Task Lag_is_recorded_by_runs_that_succeed_or_fail_and_by_the_status()
    {
        using var metrics = new MetricSums();
        await using var app = await HttpApp.StartAsync(20);

        await app.PostAsync("/api/sync/things?wait=60");
        var afterRun = metrics.Of("lag", "export=things").Count;
        await app.GetAsync("/api/status");
        var afterStatus = metrics.Of("lag", "export=things").Count;
        await app.RestartAsync(("FAUNA_SECRET", "fnNobodyKnowsThisOne"));
        await app.PostAsync("/api/sync/things?wait=60");

        Assert.Equal((1, 2), (afterRun, afterStatus));
        Assert.Equal(1, metrics.Sum("runs", "export=things", "outcome=failed"));
        Assert.Equal(3, metrics.Of("lag", "export=things").Count);
        Assert.All(metrics.Of("lag"), m => Assert.InRange(m.Value, 0, 60));
    }

    [Theory]
    [InlineData("v4", "things")]
    [InlineData("v10", "things")]
    [InlineData("v10", "full")]
    public async Task How_far_history_still_reaches_is_recorded_by_every_run_that_reads_it_but_the_first(string api, string export)
    {
        using var metrics = new MetricSums();
        await using var otlp = await OtlpReceiver.StartAsync();
        await using var app = await HttpApp.StartAsync(20, ("FAUNA_API", api), ("OTEL_EXPORTER_OTLP_ENDPOINT", otlp.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));

        await app.PostAsync($"/api/sync/{export}?wait=60");
        var first = metrics.Of("history.margin").Count;
        await app.PostAsync($"/api/sync/{export}?wait=60");

        // A day, and the 15 minutes that are always kept.
        Assert.Equal(0, first);
        Assert.InRange(Assert.Single(metrics.Of("history.margin", $"export={export}")).Value, 86_400, 86_400 + 900);
    }

    [Fact]
    public async Task Of_a_whole_database_it_is_recorded_for_each_collection_that_is_still_there()
    {
        using var metrics = new MetricSums();
        await using var otlp = await OtlpReceiver.StartAsync();
        await using var app = await HttpApp.StartAsync(5, ("FAUNA_API", "v10"), ("OTEL_EXPORTER_OTLP_ENDPOINT", otlp.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        app.Database.CreateCollection("others", historyDays: 2);
        await app.RestartAsync(("FAUNA_EXPORTS", app.Exports(app.Fauna.Url.Port).Replace(
            """{ "name": "broken", "collection": "nothing" }""", """{ "name": "shop", "collection": "*", "mode": "incremental" }""", StringComparison.Ordinal)));

        await app.PostAsync("/api/sync/shop?wait=60");
        var first = metrics.Of("history.margin").Count;
        await app.PostAsync("/api/sync/shop?wait=60");

        Assert.Equal(0, first);
        Assert.InRange(Assert.Single(metrics.Of("history.margin", "export=shop/things")).Value, 86_400, 86_400 + 900);
        Assert.InRange(Assert.Single(metrics.Of("history.margin", "export=shop/others")).Value, 2 * 86_400, (2 * 86_400) + 900);
        Assert.Equal(2, metrics.Of("history.margin").Count);
    }

    [Fact]
    public async Task Through_v4_a_run_without_deletions_reads_no_history()
    {
        using var metrics = new MetricSums();
        await using var otlp = await OtlpReceiver.StartAsync();
        await using var app = await HttpApp.StartAsync(20, ("OTEL_EXPORTER_OTLP_ENDPOINT", otlp.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));

        await app.PostAsync("/api/sync/full?wait=60");
        await app.PostAsync("/api/sync/full?wait=60");

        Assert.Empty(metrics.Of("history.margin"));
    }

    [Fact]
    public async Task Retries_and_throttles_are_counted_for_the_export_they_happened_to()
    {
        using var metrics = new MetricSums();
        await using var app = await HttpApp.StartAsync(20);
        await app.PostAsync("/api/sync/things?wait=60");
        app.Fauna.Faults.Next(EmulatorFault.Throttled);
        app.Fauna.Faults.Next(EmulatorFault.Contended);
        app.Fauna.Faults.Next(EmulatorFault.Reset);

        await app.PostAsync("/api/sync/things?wait=60");

        Assert.Equal(2, metrics.Sum("throttles", "export=things"));
        Assert.Equal(2, metrics.Sum("retries", "export=things", "reason=throttled"));
        Assert.Equal(1, metrics.Sum("retries", "export=things", "reason=unavailable"));
    }

    [Fact]
    public async Task A_run_has_a_span_below_the_hosts_and_its_parts_below_it()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ExportTraces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var otlp = await OtlpReceiver.StartAsync();
        await using var app = await HttpApp.StartAsync(200, ("OTEL_EXPORTER_OTLP_ENDPOINT", otlp.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));

        var answer = await app.SendAsync(HttpMethod.Post, "/api/sync/things?wait=60", traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        lock (spans)
        {
            Assert.All(spans, s => Assert.Equal("0af7651916cd43dd8448eb211c80319c", s.TraceId.ToString()));
            var call = Assert.Single(spans, s => s.OperationName == "POST api/sync");
            Assert.Equal("b7ad6b7169203331", call.ParentSpanId.ToString());
            var run = Assert.Single(spans, s => s.OperationName == "export");
            Assert.Equal(call.SpanId, run.ParentSpanId);
            Assert.Equal(("things", "full", "completed", 200L), (run.GetTagItem("export"), run.GetTagItem("mode"), run.GetTagItem("outcome"), run.GetTagItem("rows")));
            var parts = spans.Where(s => s.OperationName == "part" && s.Recorded).ToList();
            Assert.Equal(answer.Json.GetProperty("parts").GetInt32(), parts.Count);
            Assert.Equal(200L, parts.Sum(p => (long)p.GetTagItem("rows")!));
            Assert.All(parts, p => Assert.Equal(run.SpanId, p.ParentSpanId));
            Assert.Equal(run.SpanId, Assert.Single(spans, s => s.OperationName == "finish").ParentSpanId);
        }
    }
}
