using System.Text;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Documents;

/// <summary>A collection in Fauna's schema language.</summary>
internal static class CollectionFile
{
    public static void Write(StringBuilder text, ObjectValue fields)
    {
        text.Append('\n');
        if (fields["alias"] is StringValue alias)
        {
            text.Append("@alias(").Append(alias.Value).Append(")\n");
        }

        text.Append("collection ").Append(Text(fields["name"])).Append(" {\n");
        foreach (var (name, field) in Named(fields["fields"]))
        {
            var fallback = field["default"] is StringValue d ? " = " + d.Value : "";
            text.Append("  ").Append(name).Append(": ").Append(Text(field["signature"])).Append(fallback).Append('\n');
        }

        foreach (var (name, field) in Named(fields["computed_fields"]))
        {
            var body = Text(field["body"]);
            var arrow = body.IndexOf("=>", StringComparison.Ordinal);
            var head = arrow < 0 ? "" : body[..arrow].Trim();
            head = head.StartsWith('(') || arrow < 0 ? head : $"({head})";
            text.Append("  compute ").Append(name).Append(" = ").Append(arrow < 0 ? body : $"{head} {body[arrow..]}").Append('\n');
        }

        if (fields["wildcard"] is StringValue wildcard)
        {
            text.Append("  *: ").Append(wildcard.Value).Append('\n');
        }

        foreach (var (name, index) in Named(fields["indexes"]))
        {
            Index(text, name, index);
        }

        foreach (var constraint in SchemaFields.Items(fields["constraints"]))
        {
            Constraint(text, constraint);
        }

        foreach (var days in new[] { "history_days", "ttl_days" })
        {
            if (fields[days] is LongValue { Value: not 0 } value)
            {
                text.Append("  ").Append(days).Append(' ').Append(value.Value).Append('\n');
            }
        }

        text.Append("}\n");
    }

    private static void Index(StringBuilder text, string name, ObjectValue index)
    {
        text.Append("  index ").Append(name).Append(" {\n");
        foreach (var part in new[] { "terms", "values" })
        {
            var items = SchemaFields.Items(index[part]).Select(f => Text(f["order"]) == "desc" ? $"desc(.{SchemaFields.FieldName(f)})" : "." + SchemaFields.FieldName(f)).ToList();
            if (items.Count > 0)
            {
                text.Append("    ").Append(part).Append(" [").AppendJoin(", ", items).Append("]\n");
            }
        }

        text.Append("  }\n");
    }

    private static void Constraint(StringBuilder text, ObjectValue constraint)
    {
        if (constraint["unique"] is ArrayValue unique)
        {
            text.Append("  unique [").AppendJoin(", ", unique.Items.Select(u => "." + Text(u).TrimStart('.'))).Append("]\n");
        }
        else if (constraint["check"] is ObjectValue check)
        {
            var body = Text(check["body"]);
            var arrow = body.IndexOf("=>", StringComparison.Ordinal);
            var shown = arrow < 0 || body.StartsWith('(') ? body : $"({body[..arrow].Trim()}) {body[arrow..]}";
            text.Append("  check ").Append(Text(check["name"])).Append(" (").Append(shown).Append(")\n");
        }
    }

    private static IEnumerable<(string Name, ObjectValue Value)> Named(Value? value) =>
        (value as ObjectValue)?.Fields.Where(f => f.Value is ObjectValue).Select(f => (f.Key, (ObjectValue)f.Value)) ?? [];

    private static string Text(Value? value) => (value as StringValue)?.Value ?? "";
}
