using System.Text;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Documents;

/// <summary>The schema of a database as the text of one file, in Fauna's schema language.</summary>
internal static class SchemaFile
{
    private const string Heading = "// The following schema is auto-generated.\n// This file contains FSL for FQL10-compatible schema items.\n";

    /// <summary>The file.</summary>
    /// <param name="run">The query.</param>
    /// <param name="roles">Called for each role's privilege with the line that it stands on; may be null.</param>
    public static string Text(FqlRun run, Action<ObjectValue, int>? roles = null)
    {
        var text = new StringBuilder(Heading);
        foreach (var (name, fields) in Objects(run, NativeCollection.Roles))
        {
            Role(run, text, name, fields, roles);
        }

        foreach (var (name, fields) in Objects(run, NativeCollection.Functions).Where(f => f.Fields["body"] is StringValue))
        {
            text.Append("\nfunction ").Append(name).Append(((StringValue)fields["body"]!).Value is var body ? Function(body) : "");
        }

        foreach (var (_, fields) in Objects(run, NativeCollection.Collections).Where(c => c.Fields["indexes"] is not null))
        {
            CollectionFile.Write(text, fields);
        }

        return text.ToString();
    }

    /// <exception cref="QueryFailure">A role names the collection.</exception>
    public static void CheckNotNamed(FqlRun run, RefValue collection, Span span)
    {
        var line = 0;
        Text(run, (privilege, at) => line = line == 0 && privilege["resource"] is RefValue { IsCollection: true } r && r.Id == collection.Id ? at : line);
        if (line == 0)
        {
            return;
        }

        var name = Names.NameOf(run, collection);
        var gutter = new string(' ', line.ToString(System.Globalization.CultureInfo.InvariantCulture).Length);
        throw new QueryFailure(
            "invalid_schema",
            $"Invalid database schema update.\n    error: Resource `{name}` does not exist\n    at main.fsl:{line}:14\n    {gutter} |\n    {line} |   privileges {name} {{\n    {gutter} |              {new string('^', name.Length)}\n    {gutter} |",
            span);
    }

    private static IEnumerable<(string Name, ObjectValue Fields)> Objects(FqlRun run, int native) => run.Database.Native(native).All()
        .Select(d => d.VersionAt(long.MaxValue)).Where(v => v is not null && v.IsLive(run.Snapshot))
        .Select(v => (((StringValue)v!.Fields["name"]!).Value, v.Fields));

    private static string Function(string body)
    {
        var arrow = body.IndexOf("=>", StringComparison.Ordinal);
        var parameters = arrow < 0 ? "" : body[..arrow].Trim().TrimStart('(').TrimEnd(')');
        return $"({parameters}) {{\n  {(arrow < 0 ? body : body[(arrow + 2)..].Trim())}\n}}\n";
    }

    private static void Role(FqlRun run, StringBuilder text, string name, ObjectValue fields, Action<ObjectValue, int>? roles)
    {
        text.Append("\nrole ").Append(name).Append(" {\n");
        foreach (var privilege in SchemaFields.Items(fields["privileges"]))
        {
            roles?.Invoke(privilege, text.ToString().Count(c => c == '\n') + 1);
            var resource = privilege["resource"] is { } r ? (NativeFields.NameOf(run, r) as StringValue)?.Value : null;
            text.Append("  privileges ").Append(resource).Append(" {\n");
            foreach (var action in (privilege["actions"] as ObjectValue)?.Fields ?? [])
            {
                if (action.Value is BoolValue { Value: true } or StringValue)
                {
                    text.Append("    ").Append(action.Key).Append(action.Value is StringValue predicate ? $" {{\n      predicate ({predicate.Value})\n    }}\n" : "\n");
                }
            }

            text.Append("  }\n");
        }

        text.Append("}\n");
    }
}
