using System.Globalization;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;

namespace FaunaFunctions.Core.Configuration;

/// <summary>Reads one entry of <c>exports</c>.</summary>
internal sealed class ExportReader(SettingsProblems problems, ScheduleReader scheduleReader, ConnectionList connections)
{
    private const long LeastPartSize = 1L << 10;
    private const long MostPartSize = 4L << 30;

    /// <summary>The fields of an export.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [
        "name", "connection", "collection", "exclude", "mode", "index", "dataColumn", "additionalColumns", "pageSize", "deletions",
        "schedule", "fullSchedule", "parallelism", "compression", "partSize", "keepSnapshots", "shrinkGuard",
    ];

    /// <summary>The export, as far as it can be told. What is wrong has been reported either way.</summary>
    public ExportReading Read(SettingsNode node)
    {
        if (SettingsObject.Open(node, Fields, formerNames: null, problems) is not { } fields)
        {
            return new ExportReading(null, null);
        }

        var collection = fields.RequireText("collection", "Name the collection to export.");
        var name = ReadName(fields, collection);
        var (connection, api) = connections.Of(fields);
        var isDatabase = collection == ExportSettings.EveryCollection;
        var exclude = new ExcludeReader(problems).Read(fields, isDatabase);
        var index = ReadIndex(fields, api, isDatabase);
        var mode = ReadMode(fields, api, collection);
        var columns = new ColumnReader(problems);
        var deletedColumn = fields.Find("deletions") is { } deletions ? columns.ReadDeletions(deletions) : null;
        if (deletedColumn is not null && mode == RunMode.Full)
        {
            problems.Error(fields.Find("deletions")!, "only incremental exports see deletions. Give an index and the mode \"incremental\", or set this to \"ignore\".");
        }

        var additional = fields.Find("additionalColumns") is { } list ? columns.ReadAdditional(list) : [];
        var schedule = scheduleReader.Read(fields, "schedule");
        var fullSchedule = scheduleReader.Read(fields, "fullSchedule");
        if (fullSchedule is not null && mode == RunMode.Full)
        {
            problems.Error(fields.Find("fullSchedule")!, "is for incremental exports: a full export takes a new snapshot at every 'schedule'. Leave it out.");
        }

        var dataColumn = fields.Flag("dataColumn", absent: true);
        var pageSize = fields.Whole("pageSize", 1000, 1, 100_000);
        var parallelism = fields.Whole("parallelism", 8, 1, 64);
        var compression = fields.Choice("compression", Compression.Gzip, ("gzip", Compression.Gzip), ("none", Compression.None));
        var partSize = ReadPartSize(fields);
        var keepSnapshots = fields.Whole("keepSnapshots", 2, 1, 1000);
        var shrinkGuard = fields.Whole("shrinkGuard", 50, 0, 100);
        var schedules = name is null ? null : new ExportSchedules(name, schedule, fullSchedule);
        if (name is null || collection is null || connection is null || mode is null)
        {
            return new ExportReading(schedules, null);
        }

        return new ExportReading(schedules, new ExportSettings
        {
            Name = name,
            Connection = connection,
            Collection = collection,
            Exclude = exclude,
            Mode = mode.Value,
            Index = index,
            DataColumn = dataColumn,
            AdditionalColumns = additional,
            PageSize = pageSize,
            DeletedColumn = deletedColumn,
            Schedule = schedule,
            FullSchedule = fullSchedule,
            Parallelism = parallelism,
            Compression = compression,
            PartSize = partSize,
            KeepSnapshots = keepSnapshots,
            ShrinkGuard = shrinkGuard,
        });
    }

    private string? ReadName(SettingsObject fields, string? collection)
    {
        var given = fields.Find("name");
        if ((given is null ? collection : fields.Text("name")) is not { } wanted)
        {
            return null;
        }

        var node = given ?? fields.Find("collection")!;
        if (ExportName.MakeSafe(wanted) is not { } name)
        {
            problems.Error(node, given is null && wanted == ExportSettings.EveryCollection
                ? $"'{wanted}' is no name. Give a 'name', such as \"name\": \"shop\"."
                : "no letter or digit is left for the export's name. Give a 'name' of letters, digits, '-' and '_'.");
            return null;
        }

        if (given is not null && name != wanted)
        {
            problems.Error(node, $"is no export's name, which becomes a function's name, a folder and a table key: letters, digits, '-' and '_', at most 63, a letter or digit at both ends. Write \"{name}\", or another one.");
            return null;
        }

        return name;
    }

    /// <summary>The index that v4 reads changes along. v10 reads them from the collection's event feed, whatever index there is.</summary>
    private string? ReadIndex(SettingsObject fields, FaunaApi? api, bool isDatabase)
    {
        var index = fields.Text("index");
        if (isDatabase && index?.Contains(ExportSettings.CollectionInIndex, StringComparison.Ordinal) == false)
        {
            problems.Error(fields.Find("index")!, $"must tell each collection's own index: a pattern such as \"{ExportSettings.CollectionInIndex}_by_ts\", in which the collection's name takes the place of {ExportSettings.CollectionInIndex}.");
        }

        if (index is null || api != FaunaApi.V10)
        {
            return index;
        }

        problems.Warn(fields.Find("index")!, "is not used: through \"v10\" changes are read from the collection's event feed. Leave it out.");
        return null;
    }

    /// <summary>The mode; null when it cannot be told because something else is wrong, which has been reported.</summary>
    /// <param name="fields">The export.</param>
    /// <param name="api">The connection's language; null when the connection could not be told.</param>
    /// <param name="collection">The collection; null when it could not be told.</param>
    private RunMode? ReadMode(SettingsObject fields, FaunaApi? api, string? collection)
    {
        var noFeed = api == FaunaApi.V10 && collection is not null && V10Names.IsOwn(collection) ? V10Names.NoFeed(collection) : null;
        // Whether an index is given, not whether its name is right: a wrong one is one problem, not two.
        var hasIndex = fields.Find("index") is not null;
        if (fields.Find("mode") is not { } node)
        {
            if (noFeed is not null)
            {
                problems.Warn(fields.Find("collection")!, $"is exported in full: {noFeed}");
                return RunMode.Full;
            }

            return api is null && !hasIndex ? null : hasIndex || api == FaunaApi.V10 ? RunMode.Incremental : RunMode.Full;
        }

        var mode = fields.ChoiceOf<RunMode?>(node, node.Text, null, ("full", RunMode.Full), ("incremental", RunMode.Incremental));
        if (mode == RunMode.Incremental && api == FaunaApi.V4 && !hasIndex)
        {
            problems.Error(node, "\"incremental\" needs an 'index' with the values ts and ref and no terms. Name one, or use \"full\".");
        }

        if (mode == RunMode.Incremental && noFeed is not null)
        {
            problems.Error(node, noFeed);
        }

        return mode;
    }

    private long ReadPartSize(SettingsObject fields)
    {
        const long absent = 64L << 20;
        if (fields.Find("partSize") is not { } node)
        {
            return absent;
        }

        long? bytes = node.Kind switch
        {
            SettingsKind.Number => long.TryParse(node.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
            SettingsKind.Text => ByteSize.Parse(node.Text),
            _ => null,
        };
        if (bytes is >= LeastPartSize and <= MostPartSize)
        {
            return bytes.Value;
        }

        problems.Error(node, $"must be a size from 1 KiB to 4 GiB, in bytes or with a unit, such as \"64 MiB\", not {node.Described}.");
        return absent;
    }
}
