using System.Globalization;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Simulation.Model;
using FaunaFunctions.Simulation.Scheduling;

namespace FaunaFunctions.Simulation.Storage;

/// <summary>The cursor row of the one export of a world, its history, and who holds it. Follows the contract of <see cref="ICursorStore"/>.</summary>
/// <param name="world">The clock.</param>
/// <param name="oracle">Looks at every change.</param>
/// <param name="takeOver">Share of claims that succeed although somebody holds the export: correctness must not rest on it.</param>
internal sealed class StoredCursorRow(World world, Oracle oracle, double takeOver)
{
    /// <summary>How long a claim lasts that nobody renews.</summary>
    public static readonly TimeSpan ClaimOfTheDead = TimeSpan.FromSeconds(60);
    private readonly List<RunRecord> _runs = [];
    private readonly Dice _dice = new(world.Seed, 3);
    private byte[]? _json;
    private int _version;
    private (SimulatedProcess Process, Claim Claim)? _holder;

    public string Version => _version.ToString(CultureInfo.InvariantCulture);

    /// <summary>The cursor now; null when there is none.</summary>
    public ExportCursor? Cursor => _json is null ? null : CursorJson.Read(_json, "the world");

    public StoredCursor? Read() => Cursor is { } cursor ? new StoredCursor(cursor, Version) : null;

    public string Write(ExportCursor cursor, string? version)
    {
        if ((_json is null ? null : Version) != version)
        {
            throw new CursorMoved(cursor.Export);
        }

        var before = Cursor;
        _json = CursorJson.Write(cursor);
        _version++;
        oracle.CursorMoved(before, cursor);
        return Version;
    }

    public bool Append(RunRecord run)
    {
        _runs.RemoveAll(other => other.Run == run.Run);
        _runs.Add(run);
        return true;
    }

    public IReadOnlyList<RunRecord> Runs(int most) => [.. Enumerable.Reverse(_runs).Take(most)];

    /// <summary>Whether somebody holds the export who does not know it, having given up before the storage did what was asked: that ends by itself.</summary>
    public bool IsHeldUnawares => _holder is { Claim.IsKnown: false };

    /// <summary>Claims the export. A dead holder's claim ends by itself after a while.</summary>
    public Claim Claim(SimulatedProcess process, string export)
    {
        if (_holder is { } holder)
        {
            if (!_dice.Chance(takeOver))
            {
                throw new ExportBusy(export);
            }

            world.Note("claim", process.Number, holder.Process.Number, $"{process.Name} takes the export from {holder.Process.Name}");
            world.After(TimeSpan.FromMilliseconds(_dice.Of<int>([0, 50, 5000, 600_000])), holder.Process, holder.Claim.Lost.Cancel);
        }

        var claim = new Claim();
        _holder = (process, claim);
        world.After(ClaimOfTheDead, null, () =>
        {
            if (!claim.IsKnown)
            {
                Release(process);
            }
        });
        process.Died.GetAwaiter().UnsafeOnCompleted(() => world.After(ClaimOfTheDead, null, () => Release(process)));
        return claim;
    }

    public void Release(SimulatedProcess process)
    {
        if (_holder?.Process == process)
        {
            _holder = null;
        }
    }
}

/// <summary>A claim on the export.</summary>
internal sealed class Claim
{
    /// <summary>Cancelled when another takes over, at once or much later.</summary>
    public CancellationTokenSource Lost { get; } = new();

    /// <summary>Whether its holder heard that it has it: else nobody renews it, and it ends.</summary>
    public bool IsKnown { get; set; }
}
