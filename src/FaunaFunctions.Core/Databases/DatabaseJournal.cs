using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.Core.Databases;

/// <summary>The cursor row of an export of a database: the run under way stands in it from before its first step to after its last.</summary>
internal sealed class DatabaseJournal
{
    private readonly ICursorStore _cursors;
    private string? _version;

    private DatabaseJournal(ICursorStore cursors, ExportCursor cursor, string? version)
    {
        _cursors = cursors;
        _version = version;
        Cursor = cursor;
    }

    /// <summary>The row as it is stored, or would be.</summary>
    public ExportCursor Cursor { get; private set; }

    /// <summary>What it remembers of the collections.</summary>
    public DatabaseCursor Database => Cursor.Database ?? new DatabaseCursor();

    /// <summary>The run under way; null between runs.</summary>
    public DatabaseRun? Run => Cursor.Database?.Run;

    /// <exception cref="CursorOfAnotherSource">The row is of another database, or of a collection.</exception>
    /// <exception cref="CursorCorrupt">The row cannot be read.</exception>
    public static async Task<DatabaseJournal> OpenAsync(ICursorStore cursors, ExportSettings settings, CancellationToken cancellationToken)
    {
        var stored = await cursors.ReadAsync(settings.Name, cancellationToken);
        var source = RunStarter.SourceOf(settings);
        if (stored is not null && stored.Cursor.Source != source)
        {
            throw new CursorOfAnotherSource(settings.Name, stored.Cursor.Source, source);
        }

        return new DatabaseJournal(cursors, stored?.Cursor ?? new ExportCursor { Export = settings.Name, Source = source }, stored?.Version);
    }

    /// <summary>The collection of an export of the run.</summary>
    public DatabaseChild ChildOf(string export) => Database.Children.First(child => child.Export == export);

    /// <summary>Stores the run's new state.</summary>
    public Task SaveAsync(DatabaseRun run, CancellationToken cancellationToken) =>
        WriteAsync(Cursor with { Database = Database with { Run = run } }, cancellationToken);

    /// <summary>Writes the row as it is: a run that another process has gone on with meanwhile ends here, before it writes over what came behind it.</summary>
    /// <exception cref="CursorMoved">Another run has moved it.</exception>
    public Task FenceAsync(CancellationToken cancellationToken) => WriteAsync(Cursor, cancellationToken);

    /// <summary>Stores a new row.</summary>
    /// <exception cref="CursorMoved">Another run has moved it.</exception>
    public async Task WriteAsync(ExportCursor cursor, CancellationToken cancellationToken)
    {
        _version = await _cursors.WriteAsync(cursor, _version, cancellationToken);
        Cursor = cursor;
    }
}
