using System.Text.Json;

namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>Reads a definition's constraints as sentences: <c>Unique: email.</c>, <c>Check adult: d => d.age > 17.</c></summary>
internal static class V10ConstraintReader
{
    /// <summary>Moves over the list of constraints.</summary>
    public static List<string> Read(ref AnswerJson reader)
    {
        var constraints = new List<string>();
        reader.Expect(JsonTokenType.StartArray, "constraints");
        for (reader.Next(); reader.Token != JsonTokenType.EndArray; reader.Next())
        {
            reader.Require(JsonTokenType.StartObject, "a constraint");
            for (reader.Next(); reader.Token == JsonTokenType.PropertyName; reader.Next())
            {
                if (reader.Is("unique"u8))
                {
                    constraints.Add($"Unique: {string.Join(", ", Unique(ref reader))}.");
                }
                else if (reader.Is("check"u8))
                {
                    constraints.Add(Check(ref reader));
                }
                else
                {
                    reader.SkipValue();
                }
            }

            reader.Require(JsonTokenType.EndObject, "a constraint's end");
        }

        return constraints;
    }

    /// <summary>Fields as their writer wrote them: <c>"email"</c>, <c>".email"</c> or <c>{"field":"email","mva":true}</c>.</summary>
    private static List<string> Unique(ref AnswerJson reader)
    {
        var fields = new List<string>();
        reader.Expect(JsonTokenType.StartArray, "a constraint's fields");
        for (reader.Next(); reader.Token != JsonTokenType.EndArray; reader.Next())
        {
            if (reader.Token == JsonTokenType.String)
            {
                fields.Add(reader.RequireText("a field").TrimStart('.'));
                continue;
            }

            reader.Require(JsonTokenType.StartObject, "a field");
            for (reader.Next(); reader.Token == JsonTokenType.PropertyName; reader.Next())
            {
                if (reader.Is("field"u8))
                {
                    fields.Add(reader.ExpectText("a field's name").TrimStart('.'));
                }
                else
                {
                    reader.SkipValue();
                }
            }

            reader.Require(JsonTokenType.EndObject, "a field's end");
        }

        return fields;
    }

    private static string Check(ref AnswerJson reader)
    {
        string name = "", body = "";
        reader.Expect(JsonTokenType.StartObject, "a check");
        for (reader.Next(); reader.Token == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("name"u8))
            {
                name = reader.ExpectText("a check's name");
            }
            else if (reader.Is("body"u8))
            {
                body = reader.ExpectText("a check's function");
            }
            else
            {
                reader.SkipValue();
            }
        }

        reader.Require(JsonTokenType.EndObject, "a check's end");
        return $"Check {name}: {body}.";
    }
}
