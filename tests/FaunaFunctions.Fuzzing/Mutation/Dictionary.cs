using System.Text;

namespace FaunaFunctions.Fuzzing.Mutation;

/// <summary>Pieces that readers give a meaning to.</summary>
internal static class Dictionary
{
    /// <summary>Values of JSON, and what is almost one.</summary>
    public static readonly byte[][] Values = Of(
        "null", "true", "false", "0", "-0", "1", "-1", "1.0E7", "1e400", "01", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616",
        "\"\"", "\" \"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\u0040ref\"", "\"NaN\"", "\"0\"", "\"-1\"", "\"+1\"", "\"99999999999999999999\"", "\"\\\\\"",
        "\"2026-02-30T00:00:00Z\"", "\"9999-12-31T23:59:59.999999999Z\"", "\"-999999999-01-01T00:00:00Z\"", "\"../x\"", "\"full\"", "77", "\"documents at=1\"",
        "[]", "{}", "[null]", "[[]]", "{\"\":{}}", "{\"@ref\":{}}", "{\"@ref\":{\"id\":\"1\"}}", "{\"@set\":{}}", "{\"@obj\":{}}", "{\"@object\":{}}", "{\"@doc\":{}}", "{\"@int\":\"1\"}",
        "{\"@ref\":{\"id\":\"1\",\"coll\":{\"@mod\":\"Item\"},\"exists\":false,\"cause\":\"not found\"}}", "{\"@ref\":{\"id\":\"1\",\"collection\":{\"@ref\":{\"id\":\"Item\",\"collection\":{\"@ref\":{\"id\":\"collections\"}}}}}}",
        "{\"@object\":{\"@set\":{\"a\":{\"@doc\":{\"id\":\"1\",\"coll\":{\"@mod\":\"x\"}}}}}}", "{\"@ts\":\"2020-01-01T00:00:00Z\"}", "{\"@time\":\"2020-01-01T00:00:00Z\"}", "{\"@bytes\":\"AA==\"}", "{\"@query\":{}}", "{\"@mod\":\"x\"}", "{\"@stream\":\"x\"}");

    /// <summary>Pieces of text.</summary>
    public static readonly byte[][] Pieces =
    [
        .. Of(
            "@", "\\u0040", "\"@obj\":{", "\"@object\":{", "\"ref\":", "\"ts\":", "\"data\":", "\"id\":", "\"coll\":", "\"after\":", "\"before\":", "\"errors\":[", "\"format\":", "%20", "%00", "=", ":", "..", "/", "\\",
            ",", "}", "]", "{", "[", "\"", " ", "\n", "\r\n", "\r\n\r\n", "//", "/*", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Location: http://169.254.169.254/\r\n", "\0"),
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0xF0, 0x9F, 0x98, 0x80], [0x1F, 0x8B, 0x08, 0x00],
    ];

    /// <summary>What opens a level of nesting, and what closes it.</summary>
    public static readonly (byte[] Opening, byte[] Closing)[] Levels =
    [
        ("["u8.ToArray(), "]"u8.ToArray()),
        ("{\"a\":"u8.ToArray(), "}"u8.ToArray()),
        ("{\"@obj\":{\"@a\":"u8.ToArray(), "}}"u8.ToArray()),
        ("{\"@object\":{\"@a\":"u8.ToArray(), "}}"u8.ToArray()),
        ("{\"@object\":{\"@set\":"u8.ToArray(), "}}"u8.ToArray()),
        ("{\"@ref\":{\"id\":\"1\",\"collection\":"u8.ToArray(), "}}"u8.ToArray()),
        ("{\"@doc\":{\"id\":\"1\",\"coll\":{\"@mod\":\"x\"},\"a\":"u8.ToArray(), "}}"u8.ToArray()),
    ];

    private static byte[][] Of(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
