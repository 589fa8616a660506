using System.Text.Json;

namespace FaunaFunctions.Core.Fauna.V4;

/// <summary>
/// Where things stand in an answer <c>{"resource":{"before":…,"after":…,"data":[…]}}</c>, whose cursors come first and are left out when there is none.
/// </summary>
/// <param name="After">Offset of the cursor's value; −1 when the page is the last.</param>
/// <param name="Data">Offset behind the <c>[</c> of <c>data</c>.</param>
/// <param name="First">Offset of the first element, or of the closing <c>]</c>.</param>
internal readonly record struct V4PageHead(int After, int Data, int First)
{
    /// <summary>Whether there is no element.</summary>
    public bool IsEmpty(ReadOnlySpan<byte> json) => json[First] == (byte)']';

    /// <summary>Reads the head, and sees that the answer's last bytes close the envelope.</summary>
    public static V4PageHead Read(ReadOnlySpan<byte> json)
    {
        var reader = new AnswerJson(json);
        reader.Expect(JsonTokenType.StartObject, "an object");
        reader.ExpectProperty("resource"u8);
        reader.Expect(JsonTokenType.StartObject, "a page");
        var after = -1;
        var before = false;
        while (true)
        {
            reader.Expect(JsonTokenType.PropertyName, "a page's cursor or data");
            if (reader.Is("data"u8))
            {
                reader.Expect(JsonTokenType.StartArray, "a list");
                break;
            }

            if (reader.Is("before"u8) && !before && after < 0)
            {
                before = true;
                reader.SkipValue();
            }
            else if (reader.Is("after"u8) && after < 0)
            {
                reader.Next();
                after = reader.TokenStart;
                reader.Skip();
            }
            else
            {
                throw reader.Unexpected("a page's cursor or data");
            }
        }

        RequireEnd(json);
        var data = reader.Position;
        var first = data;
        while (first < json.Length && IsWhite(json[first]))
        {
            first++;
        }

        if (first == json.Length)
        {
            throw new FaunaProtocolViolation("A page ends behind its head.");
        }

        return new V4PageHead(after, data, first);
    }

    private static void RequireEnd(ReadOnlySpan<byte> json)
    {
        var end = json.Length;
        foreach (var expected in "}}]"u8)
        {
            do
            {
                end--;
            }
            while (end >= 0 && IsWhite(json[end]));

            if (end < 0 || json[end] != expected)
            {
                throw new FaunaProtocolViolation("A page does not end with its envelope: the answer is not whole, or holds more than a page.");
            }
        }
    }

    private static bool IsWhite(byte value) => value is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
