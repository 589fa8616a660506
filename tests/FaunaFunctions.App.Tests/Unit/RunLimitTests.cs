using CsCheck;
using FaunaFunctions.App.Hosting;
using FaunaFunctions.App.Runs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.App.Tests.Unit;

public sealed class RunLimitTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("00:05:00", "00:04:30", "00:04:54")]
    [InlineData("00:10:00", "00:09:00", "00:09:48")]
    [InlineData("00:30:00", "00:27:00", "00:29:24")]
    [InlineData("01:00:00", "00:55:00", "00:59:00")]
    [InlineData("1.00:00:00", "23:55:00", "23:59:00")]
    [InlineData("00:01:00", "00:00:30", "00:00:54")]
    [InlineData("00:00:20", "00:00:10", "00:00:18")]
    public void Reading_ends_a_margin_before_the_timeout_and_all_work_a_fifth_of_it_before(string timeout, string reading, string work)
    {
        var limit = new RunLimit(_time, TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(reading, limit.ReadingLeft?.ToString());
        Assert.Equal(work, limit.WorkLeft?.ToString());
    }

    [Fact]
    public void What_is_left_counts_from_the_begin_of_the_invocation()
    {
        var limit = new RunLimit(_time, TimeSpan.FromMinutes(10));

        _time.Advance(TimeSpan.FromMinutes(8));
        Assert.Equal(TimeSpan.FromMinutes(1), limit.ReadingLeft);
        _time.Advance(TimeSpan.FromMinutes(8));
        Assert.Equal(TimeSpan.Zero, limit.ReadingLeft);
        Assert.Equal(TimeSpan.Zero, limit.WorkLeft);
    }

    [Fact]
    public void Without_a_timeout_there_is_no_limit()
    {
        Assert.Null(RunLimit.None.ReadingLeft);
        Assert.Null(RunLimit.None.WorkLeft);
    }

    [Fact]
    public void Whatever_the_timeout_reading_ends_first_then_work_then_the_host_loses_patience() =>
        Gen.Long[1, TimeSpan.FromDays(30).Ticks].Sample(ticks =>
        {
            var limit = new RunLimit(_time, TimeSpan.FromTicks(ticks));
            var (reading, work) = (limit.ReadingLeft!.Value.Ticks, limit.WorkLeft!.Value.Ticks);
            return reading <= work && work <= ticks && reading >= ticks / 2 - 1 && (ticks < TimeSpan.TicksPerMinute || ticks - reading >= 30 * TimeSpan.TicksPerSecond);
        });

    [Theory]
    [InlineData(null, null, false, null, "00:30:00")]
    [InlineData(null, null, false, "Dynamic", "00:05:00")]
    [InlineData(null, null, true, null, null)]
    [InlineData("""{ "functionTimeout": "01:00:00" }""", null, false, "Dynamic", "01:00:00")]
    [InlineData("""{ "functionTimeout": "01:00:00", /* why */ }""", null, true, null, "01:00:00")]
    [InlineData("""{ "functionTimeout": "-1" }""", null, false, null, null)]
    [InlineData("""{ "functionTimeout": "01:00:00" }""", "00:00:40", false, null, "00:00:40")]
    [InlineData("""{ "functionTimeout": "01:00:00" }""", "-1", false, null, null)]
    [InlineData("""{ "functionTimeout": "100.00:00:00" }""", null, false, null, null)]
    [InlineData("""{ "functionTimeout": "soon" }""", null, false, null, "00:30:00")]
    [InlineData("""{ "version": "2.0" }""", null, false, null, "00:30:00")]
    [InlineData("nothing", null, false, null, "00:30:00")]
    public void The_timeout_is_that_of_the_host(string? hostJson, string? setting, bool standalone, string? plan, string? expected)
    {
        var root = Directory.CreateTempSubdirectory("app-");
        try
        {
            if (hostJson is not null)
            {
                File.WriteAllText(Path.Combine(root.FullName, "host.json"), hostJson);
            }

            var environment = new HandlerEnvironment(
                name => name switch
                {
                    "FUNCTIONS_APP_ROOT_PATH" => root.FullName,
                    "AzureFunctionsJobHost__functionTimeout" => setting,
                    "WEBSITE_SKU" => plan,
                    _ => null,
                },
                _time,
                new Random(1));
            var timeout = new FunctionTimeout(environment, new HandlerOptions(0, standalone), NullLogger<FunctionTimeout>.Instance);

            Assert.Equal(expected, timeout.Value?.ToString());
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }
}
