using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FaunaFunctions.Cli.Tests.Support;

namespace FaunaFunctions.Cli.Tests;

/// <summary>A file system that is too small again and again, each time for another file: a part, its metadata, a manifest, the cursor.</summary>
public sealed class DiskFullTests(ITestOutputHelper output)
{
    private const int Documents = 4_000;

    // Small ones of a few hundred KiB, each a little larger; then one that is large enough.
    private const string OnSmallDisks = """
        i=0
        mount -t tmpfs -o size=64k tmpfs out || exit 99
        while [ $i -lt 12 ]; do
          "$DOTNET" "$PROGRAM" export > out.txt 2> error.txt
          echo "$? $(head -1 error.txt)"
          i=$((i + 1))
          mount -o remount,size=$((64 + i * 44))k out || exit 99
        done
        mount -o remount,size=200m out || exit 99
        "$DOTNET" "$PROGRAM" export > out.txt 2> error.txt
        echo "last $? $(head -1 error.txt)"
        cp -r out/. kept
        """;

    // Where no file system can be mounted: files that must not grow beyond a size. The runtime maps its own memory from a file that does.
    private const string WithSmallFiles = """
        export DOTNET_EnableWriteXorExecute=0
        trap '' XFSZ
        for blocks in 1 2 4 8 16; do
          (ulimit -f $blocks; exec "$DOTNET" "$PROGRAM" export > /dev/null 2> error.txt)
          echo "$? $(head -1 error.txt)"
        done
        "$DOTNET" "$PROGRAM" export > out.txt 2> error.txt
        echo "last $? $(head -1 error.txt)"
        cp -r out/. kept
        """;

    [Fact]
    public async Task On_disks_that_are_full_again_and_again_every_row_is_stored_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Its file systems cannot be made small by a test.");
        await using var server = await Server.StartAsync("orders");
        server.Fill("orders", Documents, size: 100);
        var (secret, settings) = await server.SetUpAsync("orders", "v4");
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", secret).WriteSettings(
            server.Url, $$"""{ "collection": "orders", "compression": "none", "partSize": "32 KiB", "pageSize": 64{{settings}} }""");
        Directory.CreateDirectory(workspace.Exports);
        Directory.CreateDirectory(workspace.PathOf("kept"));

        var mounts = await CanMountAsync();
        var lines = await ShellAsync(workspace, mounts is null ? ["sh", "-c", WithSmallFiles] : [.. mounts, "sh", "-c", OnSmallDisks]);

        output.WriteLine(string.Join('\n', lines));
        Assert.Equal("last 0 ", lines[^1]);
        var refused = lines.Count(line => line.StartsWith("4 ", StringComparison.Ordinal));
        Assert.True(refused >= 3, string.Join('\n', lines));
        Assert.All(lines[..^1], line => Assert.Matches("^(0 |4 ✗ orders Cannot )", line));
        Assert.True(mounts is null || lines.Any(line => line.Contains("the disk is full", StringComparison.Ordinal)));
        Directory.Delete(workspace.Exports, recursive: true);
        Directory.Move(workspace.PathOf("kept"), workspace.Exports);
        var verified = await CliProcess.RunAsync(workspace.Folder, workspace.AppSettings, "verify");
        Assert.True(verified.Code == 0, verified.Out + verified.Error);
        Assert.Equal(Enumerable.Range(1, Documents), workspace.Records("orders", "full").Select(Id));
    }

    private static async Task<string[]?> CanMountAsync()
    {
        foreach (var way in (string[][])[["unshare", "--map-root-user", "--mount"], ["unshare", "--mount"]])
        {
            try
            {
                using var probe = Process.Start(new ProcessStartInfo(way[0], [.. way[1..], "mount", "-t", "tmpfs", "tmpfs", "/mnt"]) { RedirectStandardError = true })!;
                await probe.WaitForExitAsync(TestContext.Current.CancellationToken);
                if (probe.ExitCode == 0)
                {
                    return way;
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return null;
            }
        }

        return null;
    }

    private static async Task<string[]> ShellAsync(Workspace workspace, string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = workspace.Folder, RedirectStandardOutput = true };
        start.Environment["DOTNET"] = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        start.Environment["PROGRAM"] = Path.Combine(AppContext.BaseDirectory, "faunafunctions.dll");
        foreach (var (name, value) in workspace.AppSettings)
        {
            start.Environment[name] = value;
        }

        using var shell = Process.Start(start)!;
        var text = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static int Id(string record)
    {
        using var json = JsonDocument.Parse(record);
        return int.Parse(json.RootElement.GetProperty("ref").GetString()!, CultureInfo.InvariantCulture);
    }
}
