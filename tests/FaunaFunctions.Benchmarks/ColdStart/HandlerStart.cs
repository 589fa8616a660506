using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace FaunaFunctions.Benchmarks.ColdStart;

/// <summary>One start of the app: what the Functions host does until the first timer's export is done.</summary>
/// <param name="ReadyMilliseconds">From the start to the first answer of any kind.</param>
/// <param name="ExportedMilliseconds">From the start to the answer of the timer's invocation: the export is committed.</param>
/// <param name="CpuMilliseconds">Processor time that the process took for it, all threads.</param>
/// <param name="PeakBytes">The most bytes that the process ever had resident.</param>
internal sealed record HandlerStart(double ReadyMilliseconds, double ExportedMilliseconds, double CpuMilliseconds, double PeakBytes)
{
    private const string Timer =
        """{"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"export-orders","UtcNow":"2026-01-01T00:00:00.0000000Z","RandGuid":"0a284253-874f-4538-9c2d-b264fae5f45e"}}}""";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // The host's own: it asks until there is any answer.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);

    /// <summary>Starts a build, has it export once, and kills it as the host does.</summary>
    /// <param name="build">The build.</param>
    /// <param name="settings">App settings.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    public static async Task<HandlerStart> TakeAsync(AppBuild build, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        var port = FreePort();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = Timeout.InfiniteTimeSpan };
        var output = new StringBuilder();
        using var process = new Process { StartInfo = Describe(build, settings, port) };
        process.OutputDataReceived += (_, e) => Add(output, e.Data);
        process.ErrorDataReceived += (_, e) => Add(output, e.Data);
        try
        {
            var started = Stopwatch.GetTimestamp();
            process.Start();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await ReadyAsync(http, process, timeout.Token);
            var ready = Stopwatch.GetElapsedTime(started);
            await InvokeAsync(http, timeout.Token);
            var exported = Stopwatch.GetElapsedTime(started);
            process.Refresh();
            return new HandlerStart(ready.TotalMilliseconds, exported.TotalMilliseconds, process.TotalProcessorTime.TotalMilliseconds, process.PeakWorkingSet64);
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or OperationCanceledException)
        {
            lock (output)
            {
                throw new InvalidOperationException($"{build.Name}: {e.Message}\n{output}", e);
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static ProcessStartInfo Describe(AppBuild build, IReadOnlyDictionary<string, string> settings, int port)
    {
        var start = new ProcessStartInfo(build.Command, build.Arguments)
        {
            WorkingDirectory = build.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = "cold-start";
        start.Environment["FUNCTIONS_APP_ROOT_PATH"] = build.Folder;
        foreach (var (name, value) in settings.Concat(build.Environment))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task ReadyAsync(HttpClient http, Process process, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/", UriKind.Relative), cancellationToken);
                return;
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(Poll, cancellationToken);
            }
        }
    }

    private static async Task InvokeAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "export-orders");
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
        request.Content = new StringContent(Timer, new MediaTypeHeaderValue("application/json", "utf-8"));
        using var answer = await http.SendAsync(request, cancellationToken);
        var body = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"The invocation failed: {(int)answer.StatusCode} {body}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Add(StringBuilder output, string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }
}
