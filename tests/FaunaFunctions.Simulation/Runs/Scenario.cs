using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;
using FaunaFunctions.Simulation.Scheduling;
using FaunaFunctions.Simulation.Server;

namespace FaunaFunctions.Simulation.Runs;

/// <summary>What a seed makes of the world's circumstances.</summary>
internal sealed record Scenario
{
    public const string Export = "things";

    public required FaunaApi Api { get; init; }

    /// <summary>Documents at the beginning.</summary>
    public required int Documents { get; init; }

    /// <summary>Ids lie in 0 … this − 1.</summary>
    public required int Ids { get; init; }

    public required int Transactions { get; init; }

    public required int Invocations { get; init; }

    public required bool HasSecondWorker { get; init; }

    public required double FaultRate { get; init; }

    /// <summary>Share of claims that succeed although somebody holds the export.</summary>
    public required double TakeOver { get; init; }

    /// <summary>Whether the collection may be dropped and made anew.</summary>
    public required bool MadeAnew { get; init; }

    /// <summary>Share of waits that are longer than history lasts.</summary>
    public required double LongWaits { get; init; }

    public required int HistoryDays { get; init; }

    public required int PageSize { get; init; }

    public required int Parallelism { get; init; }

    public required int PartSize { get; init; }

    public required bool Deletions { get; init; }

    public required int KeepSnapshots { get; init; }

    public required bool FullByDefault { get; init; }

    /// <summary>Whether the settings change from run to run, and under runs.</summary>
    public required bool Fickle { get; init; }

    /// <summary>Share of the invocations whose key may look back (v10); it changes under runs, too.</summary>
    public required double LooksBack { get; init; }

    /// <summary>Whether times are given from outside, as for the collections of a whole database.</summary>
    public required bool SharesTimes { get; init; }

    public static Scenario Of(ulong seed, FaunaApi api)
    {
        var dice = new Dice(seed, 4);
        return new Scenario
        {
            Api = api,
            Documents = dice.Between(0, 14),
            Ids = dice.Between(4, 24),
            Transactions = dice.Between(2, 14),
            Invocations = dice.Between(2, 5),
            HasSecondWorker = dice.Chance(0.5),
            FaultRate = dice.Of<double>([0, 0.01, 0.03, 0.06, 0.12]),
            TakeOver = dice.Of<double>([0, 0, 0.5, 1]),
            MadeAnew = dice.Chance(0.04),
            LongWaits = dice.Of<double>([0, 0, 0.1, 0.3]),
            HistoryDays = dice.Of<int>([0, 0, 1]),
            PageSize = dice.Between(1, 4),
            Parallelism = dice.Of<int>([1, 2, 4, 8]),
            PartSize = dice.Between(1, 400),
            Deletions = dice.Chance(0.8),
            KeepSnapshots = dice.Between(1, 2),
            FullByDefault = dice.Chance(0.05),
            Fickle = dice.Chance(0.15),
            LooksBack = dice.Of<double>(api == FaunaApi.V10 ? [1, 1, 1, 0, 0.5] : [1]),
            SharesTimes = dice.Chance(0.2),
        };
    }

    /// <summary>The settings as somebody has changed them just now.</summary>
    /// <param name="secret">The key's.</param>
    /// <param name="dice">What they are.</param>
    public ExportSettings Whim(string secret, Dice dice)
    {
        var settings = Settings(secret);
        return settings with
        {
            DeletedColumn = dice.Chance(0.5) ? settings.DeletedColumn : null,
            AdditionalColumns = dice.Chance(0.2) ? [new AdditionalColumn("copy", ["data", "v"], "integer", null, null, Required: false)] : [],
            PartSize = dice.Between(1, 400),
            PageSize = dice.Between(1, 4),
            // Pages one after the other have no outline that would notice an answer that leaves something out.
            Parallelism = Parallelism == 1 ? 1 : dice.Of<int>([2, 4, 8]),
            KeepSnapshots = dice.Between(1, 2),
        };
    }

    /// <summary>The settings.</summary>
    /// <param name="secret">The key's.</param>
    public ExportSettings Settings(string secret) => new()
    {
        Name = Export,
        Connection = new FaunaConnection { Name = "main", Secret = new Secret(secret), Domain = "fauna", Scheme = "http", Api = Api },
        Collection = SimulatedFauna.Collection,
        Mode = FullByDefault ? RunMode.Full : RunMode.Incremental,
        Index = Api == FaunaApi.V4 ? SimulatedFauna.Index : null,
        DeletedColumn = Deletions && !FullByDefault ? "deleted_at" : null,
        PageSize = PageSize,
        Parallelism = Parallelism,
        // The compressor has threads of its own, and nothing to do with what is promised here.
        Compression = Compression.None,
        PartSize = PartSize,
        KeepSnapshots = KeepSnapshots,
    };

    public static ExportTuning Tuning { get; } = new() { OutlineSize = 7, FirstPageSize = 2, RemovalPageSize = 3, InFlightBytes = 4096 };
}
