using System.Diagnostics;
using System.Runtime.CompilerServices;
using FaunaFunctions.Core.Local;

namespace FaunaFunctions.Core.Tests.Local;

/// <summary>What a child process of a test does until it is killed.</summary>
internal enum ChildRole
{
    HoldLease,
    WritePart,
}

/// <summary>This test assembly started again in another role, to be killed as a host kills: without a word.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const string RoleVariable = "FAUNAFUNCTIONS_TEST_CHILD";
    private readonly Process _process;

    private ChildProcess(Process process)
    {
        _process = process;
    }

    public int Id => _process.Id;

    public static ChildProcess Start(ChildRole role, string folder)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [typeof(ChildProcess).Assembly.Location])
        {
            RedirectStandardOutput = true,
            Environment = { [RoleVariable] = $"{role} {folder}" },
        };
        return new ChildProcess(Process.Start(start)!);
    }

    public async Task WaitForAsync(string line, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } said)
        {
            if (said == line)
            {
                return;
            }
        }

        throw new InvalidOperationException($"The child ended without saying '{line}'.");
    }

    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    // Before the test runner's entry point. Nothing here may wait for another thread to enter this assembly, which would wait for this method.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void RunAsChild()
    {
        if (Environment.GetEnvironmentVariable(RoleVariable) is not { } role)
        {
            return;
        }

        var folder = role[(role.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        object held = Enum.Parse<ChildRole>(role.Split(' ')[0]) switch
        {
            ChildRole.HoldLease => new FolderCursorStore(folder, TimeProvider.System).AcquireLeaseAsync("orders", default).GetAwaiter().GetResult(),
            _ => WritePart(folder),
        };
        Console.WriteLine("holding");
        Thread.Sleep(Timeout.Infinite);
        GC.KeepAlive(held);
    }

    private static object WritePart(string folder)
    {
        var upload = new FolderPartStore(folder).BeginAsync("orders/full/snapshot=1/part-00000001.ndjson.gz", null, default).GetAwaiter().GetResult();
        upload.WriteAsync(new byte[1000], default).AsTask().GetAwaiter().GetResult();
        return upload;
    }
}
