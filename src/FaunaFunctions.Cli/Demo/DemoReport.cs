using FaunaFunctions.Cli.Output;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Parts;
using Spectre.Console;

namespace FaunaFunctions.Cli.Demo;

/// <summary>What a demo has left in its folder, and how to read it.</summary>
internal static class DemoReport
{
    /// <summary>Writes the table and the commands.</summary>
    public static void Write(Terminal terminal, DemoFolder folder, IReadOnlyList<ExportSettings> exports)
    {
        var table = Terminal.NewTable(terminal.Out, "folder", "files", "size");
        table.Columns[1].RightAligned();
        table.Columns[2].RightAligned();
        foreach (var export in exports)
        {
            foreach (var run in Runs(folder, export.Name))
            {
                var files = Directory.GetFiles(run, "*" + PartNames.GzipExtension);
                table.AddRow(
                    Markup.Escape(Path.GetRelativePath(folder.Exports, run).Replace('\\', '/')),
                    Quantity.Count(files.Length, "part"),
                    Quantity.Bytes(files.Sum(f => new FileInfo(f).Length)));
            }
        }

        terminal.Out.Write(table);
        terminal.Out.MarkupLineInterpolated($"All in {folder.Exports}. Beside the parts of a run lies its manifest.json; latest.json names the newest snapshot and the runs since.");
        terminal.Out.WriteLine();
        terminal.Out.MarkupLine("[bold]How to read it[/]");
        foreach (var (what, command) in Commands(folder))
        {
            terminal.Out.MarkupLineInterpolated($"  [grey]# {what}[/]");
            // Past the console, which would break a long command into lines that cannot be pasted.
            terminal.ResultWriter.WriteLine($"  {command}");
        }

        terminal.Out.WriteLine();
    }

    private static IEnumerable<string> Runs(DemoFolder folder, string export)
    {
        var root = Path.Combine(folder.Exports, export);
        return Directory.EnumerateFiles(root, "manifest.json", SearchOption.AllDirectories)
            .Select(m => Path.GetDirectoryName(m)!)
            .OrderDescending(StringComparer.Ordinal);
    }

    private static IEnumerable<(string What, string Command)> Commands(DemoFolder folder)
    {
        var orders = $"{folder.Exports}/orders".Replace('\\', '/');
        yield return ("the first record of the snapshot", $"zcat {orders}/full/*/*.ndjson.gz | head -n 1 | jq .");
        yield return ("the deletions", $"zcat {orders}/changes/*/*/*.ndjson.gz | jq -c 'select(.deleted_at)' | head");
        yield return ("the collection as it stands: the newest record of each document, unless it is a deletion",
            $"duckdb -c \"select status, count(*) from (select * from read_json('{orders}/**/*.ndjson.gz', columns = {{ref: 'VARCHAR', ts: 'BIGINT', deleted_at: 'VARCHAR', status: 'VARCHAR'}}) "
            + "qualify row_number() over (partition by ref order by ts desc, deleted_at is not null) = 1) where deleted_at is null group by status\"");
    }
}
