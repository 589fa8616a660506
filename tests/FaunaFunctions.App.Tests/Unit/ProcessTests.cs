using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FaunaFunctions.App.Hosting;
using FaunaFunctions.App.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.App.Tests.Unit;

public sealed class ProcessTests
{
    [Fact]
    public void Information_is_a_line_on_stdout()
    {
        var (output, errors) = Write(LogLevel.Information, "first\nsecond\r\nthird");

        Assert.Equal("info: RunCoordinator: first | second | third" + Environment.NewLine, output);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData(LogLevel.Warning, "warn: RunCoordinator: text")]
    [InlineData(LogLevel.Error, "error: RunCoordinator: text")]
    [InlineData(LogLevel.Critical, "error: RunCoordinator: text")]
    public void Warnings_and_errors_are_lines_on_stderr_that_the_host_tells_apart(LogLevel level, string line)
    {
        var (output, errors) = Write(level, "text");

        Assert.Equal(line + Environment.NewLine, errors);
        Assert.Empty(output);
    }

    [Fact]
    public void An_exception_stays_in_its_line()
    {
        using var errors = new StringWriter();
        using var log = new LineLog(TextWriter.Null, errors);

        log.CreateLogger("A").Log(LogLevel.Error, default, "text", new InvalidOperationException("one\ntwo"), (text, _) => text);

        Assert.Equal("error: A: text System.InvalidOperationException: one | two" + Environment.NewLine, errors.ToString());
    }

    [Theory]
    [InlineData("", "7001", 7001, false)]
    [InlineData("--port 7002", "7001", 7002, false)]
    [InlineData("--standalone", null, 7071, true)]
    [InlineData("--standalone --port 0", null, 0, true)]
    public void The_port_is_the_hosts_or_the_command_lines(string arguments, string? variable, int port, bool standalone) =>
        Assert.Equal(new HandlerOptions(port, standalone), HandlerOptions.Read(Words(arguments), With(("FUNCTIONS_CUSTOMHANDLER_PORT", variable))));

    [Fact]
    public void An_old_hosts_name_of_the_port_is_understood() =>
        Assert.Equal(7003, HandlerOptions.Read([], With(("FUNCTIONS_HTTPWORKER_PORT", "7003"))).Port);

    [Theory]
    [InlineData("", null, "FUNCTIONS_CUSTOMHANDLER_PORT is not set")]
    [InlineData("", "many", "FUNCTIONS_CUSTOMHANDLER_PORT must be a TCP port")]
    [InlineData("--port 70000", null, "--port must be a TCP port")]
    [InlineData("--port", null, "There is no option --port, or it lacks its value")]
    [InlineData("--token=secret", null, "There is no option --token,")]
    public void A_command_line_that_cannot_be_used_is_refused_with_what_to_do(string arguments, string? variable, string message)
    {
        var refused = Assert.Throws<OptionsInvalid>(() => HandlerOptions.Read(Words(arguments), With(("FUNCTIONS_CUSTOMHANDLER_PORT", variable))));

        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("=secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_process_ends_once_its_host_is_gone()
    {
        var time = new FakeTimeProvider();
        var parent = 17;
        var gone = new TaskCompletionSource();
        using var watch = new ParentWatch(() => Volatile.Read(ref parent), () => { gone.SetResult(); return Task.CompletedTask; }, time);
        await watch.StartAsync(TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(gone.Task.IsCompleted);
        Volatile.Write(ref parent, 1);
        while (!gone.Task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await watch.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--standalone ")]
    public async Task A_port_that_is_taken_is_said_in_one_line(string arguments)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var folder = Directory.CreateTempSubdirectory("taken-");
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "exports.json"),
            """{"connections":{"main":{"secret":"%FAUNA_SECRET%"}},"exports":[{"name":"a","collection":"a","schedule":"0 0 * * * *"}],"storage":{"folder":"out"}}""",
            TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("dotnet", [typeof(HandlerApp).Assembly.Location, .. Words($"{arguments}--port {port}")])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["FAUNA_SECRET"] = "none" },
        };

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        folder.Delete(recursive: true);

        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith($"error: port {port} of 127.0.0.1 cannot be listened on: ", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", await output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_parent_of_this_process_can_be_told() => Assert.True(OperatingSystem.IsWindows() || ParentWatch.OfThisProcess() > 0);

    private static (string Output, string Errors) Write(LogLevel level, string text)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        using var log = new LineLog(output, errors);
        log.CreateLogger("FaunaFunctions.App.Runs.RunCoordinator").Log(level, default, text, null, (message, _) => message);
        return (output.ToString(), errors.ToString());
    }

    private static string[] Words(string arguments) => arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static HandlerEnvironment With(params (string Name, string? Value)[] variables) =>
        new(name => variables.FirstOrDefault(v => v.Name == name).Value, TimeProvider.System, new Random(1));
}
