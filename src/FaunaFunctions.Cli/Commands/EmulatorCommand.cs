using System.CommandLine;
using FaunaFunctions.Cli.Emulation;
using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Cli.Output;
using FaunaFunctions.Emulator;
using FaunaFunctions.Emulator.Faults;
using Spectre.Console;

namespace FaunaFunctions.Cli.Commands;

/// <summary><c>emulator</c>: a Fauna server in memory, for trying things out.</summary>
internal static class EmulatorCommand
{
    private const string DefaultSecret = "secret";

    /// <summary>The command.</summary>
    public static Command Create(CommandHost host, CommonOptions common, CommandGuard guard)
    {
        var port = NumberOption.Create("--port", "TCP port on 127.0.0.1; 0 for a free one.", 0, 65_535, 8443);
        var secret = new Option<string>("--secret")
        {
            Description = $"The root secret, which may do everything and makes databases and keys. Default: {DefaultSecret}.",
            HelpName = "S",
        };
        var latency = NumberOption.Create("--latency", "Time that every request takes, in milliseconds.", 0, 600_000, 0, "MS");
        var faults = NumberOption.CreateOptional(
            "--faults", "Let requests go wrong at random (429, 503, 409, resets, cut answers), the same way for the same seed.", 0, int.MaxValue, "SEED");
        var load = new Option<string?>("--load")
        {
            Description = "Load documents from this file: NDJSON or JSON of documents as FQL v4 shows them.",
            HelpName = "FILE",
        }.NotEmpty();
        var command = new Command("emulator", "Serve a Fauna database in memory (FQL v4 and v10) until stopped.") { port, secret, latency, faults, load };
        guard.Action(command, async (parsed, cancellationToken) =>
        {
            var root = parsed.GetValue(secret) ?? DefaultSecret;
            if (string.IsNullOrWhiteSpace(root))
            {
                throw new UsageInvalid("--secret must not be empty.");
            }

            await using var emulator = await StartAsync(new EmulatorOptions
            {
                Port = parsed.GetValue(port),
                RootSecret = root,
                Latency = TimeSpan.FromMilliseconds(parsed.GetValue(latency)),
                Faults = parsed.GetValue(faults) is { } seed ? RandomFaults.Everything(seed) : null,
            }, cancellationToken);
            var loaded = parsed.GetValue(load) is { } file
                ? await DocumentFile.LoadAsync(file, emulator.Root, cancellationToken)
                : new Dictionary<string, int>();
            Announce(host.Terminal, emulator, loaded, root == DefaultSecret, parsed.GetValue(common.Json));
            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<FaunaEmulator> StartAsync(EmulatorOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await FaunaEmulator.StartAsync(options, cancellationToken);
        }
        catch (IOException e)
        {
            throw new UsageInvalid($"--port {options.Port} cannot be listened on: {e.Message} Choose another one, or 0 for a free one.");
        }
    }

    private static void Announce(Terminal terminal, FaunaEmulator emulator, IReadOnlyDictionary<string, int> loaded, bool isDefaultSecret, bool json)
    {
        if (json)
        {
            MachineOutput.Write(terminal, new EmulatorOutput(emulator.Url.AbsoluteUri, loaded));
            return;
        }

        terminal.Out.MarkupLineInterpolated($"[green]✓[/] A Fauna database in memory (FQL v4 and v10) listens on [bold]{emulator.Url}[/]");
        foreach (var (collection, documents) in loaded)
        {
            terminal.Out.MarkupLineInterpolated($"  {collection}: {Quantity.Count(documents, "document")}");
        }

        terminal.Out.MarkupLine(isDefaultSecret
            ? $"  Its root secret is the default, [bold]{DefaultSecret}[/]. What it holds is gone when it stops: Ctrl-C."
            : "  Its root secret is the one of --secret. What it holds is gone when it stops: Ctrl-C.");
    }
}

/// <param name="Url">Where it listens.</param>
/// <param name="Loaded">Documents loaded, by collection.</param>
internal sealed record EmulatorOutput(string Url, IReadOnlyDictionary<string, int> Loaded);
