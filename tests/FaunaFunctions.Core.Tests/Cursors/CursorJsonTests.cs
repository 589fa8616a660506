using System.Text;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Cursors;

public sealed class CursorJsonTests
{
    private static readonly ExportCursor s_full = new()
    {
        Export = "orders",
        Source = "v4 https://db.example.com:443 orders",
        Through = 1785000000000000,
        HadDocuments = true,
        ManifestThrough = 1784999999000000,
        LastManifest = "orders/full/snapshot=1784999999000000/manifest.json",
        LastManifestSha256 = new string('a', 64),
        Snapshot = 1784999999000000,
        Run = new RunState
        {
            Id = "20260725T120000Z-1",
            Mode = RunMode.Incremental,
            Prefix = "orders/changes/date=2026-07-25/run=20260725T120000Z-1/",
            Started = 1785000000500000,
            From = 1785000000000000,
            FirstAt = 1785000000600000,
            Compression = Compression.Gzip,
            Columns = "c0ffee",
            Replaces = ["orders/full/snapshot=1/"],
            Position = new RunPosition(RunPhase.Documents, 1785000000600000, 1785000000600000, null, new DocumentKey(1785000000100000, long.MinValue)),
            PartsEnd = new RunPosition(RunPhase.Removals, 1785000000600000, 1785000000000000, "7,remove,8", null),
            NextPart = 3,
            Rows = long.MaxValue,
            Deletions = 4,
            Bytes = 5,
            Expired = 6,
            HadDocuments = true,
            Refused = true,
            Warnings = ["a \"quoted\" warning", "über"],
        },
    };

    [Fact]
    public void A_cursor_comes_back_as_it_was_written()
    {
        var read = CursorJson.Read(CursorJson.Write(s_full), "here");

        Assert.Equivalent(s_full, read, strict: true);
        Assert.Equal(s_full.Run!.Position, read.Run!.Position);
    }

    [Fact]
    public void A_cursor_before_the_first_run_comes_back()
    {
        var cursor = new ExportCursor { Export = "orders", Source = "v4 http://localhost:8443 orders" };

        Assert.Equal(cursor, CursorJson.Read(CursorJson.Write(cursor), "here"));
        Assert.Equal("""{"export":"orders","source":"v4 http://localhost:8443 orders","hadDocuments":false,"withoutDeletions":false}""", Encoding.UTF8.GetString(CursorJson.Write(cursor)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"export":"orders"}""")]
    [InlineData("""{"export":null,"source":"s","hadDocuments":false,"withoutDeletions":false}""")]
    [InlineData("""{"export":"orders","source":"s","hadDocuments":false,"fromTheFuture":1}""")]
    [InlineData("""{"export":"orders","source":"s","hadDocuments":false,"through":1,"through":2}""")]
    [InlineData("""{"export":"orders","source":"s","hadDocuments":false,"through":1.5}""")]
    [InlineData("""{"export":"orders","source":"s","hadDocuments":false,"run":{"id":"1"}}""")]
    [InlineData("""{"export":"orders","source":"s","hadDocuments":false""")]
    public void What_is_no_cursor_is_corrupt_and_names_its_place(string json)
    {
        var corrupt = Assert.Throws<CursorCorrupt>(() => CursorJson.Read(Encoding.UTF8.GetBytes(json), "/data/_state/orders/cursor.json"));

        Assert.Contains("/data/_state/orders/cursor.json", corrupt.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"mode\":\"incremental\"", "\"mode\":77")]
    [InlineData("\"mode\":\"incremental\"", "\"mode\":1")]
    [InlineData("\"compression\":\"Gzip\"", "\"compression\":9")]
    [InlineData("\"replaces\":[", "\"replaces\":[null,")]
    [InlineData("\"warnings\":[", "\"warnings\":[null,")]
    [InlineData("\"nextPart\":3", "\"nextPart\":0")]
    [InlineData("\"nextPart\":3,", "")]
    [InlineData("\"deletions\":4", "\"deletions\":-4")]
    [InlineData("\"position\":\"documents", "\"position\":\"Documents")]
    [InlineData("\"collection\":\"Orders\",", "")]
    [InlineData("\"failed\":[", "\"failed\":[null,")]
    public void A_cursor_with_values_that_mean_nothing_is_corrupt(string written, string instead)
    {
        var text = Encoding.UTF8.GetString(CursorJson.Write(s_full with
        {
            Database = new DatabaseCursor
            {
                Children = [new DatabaseChild("Orders", "orders")],
                Run = new DatabaseRun { Id = "d", Mode = RunMode.Full, At = 1, Started = 1, Pending = [], Failed = [new DatabaseFailure("x", "y", true)] },
            },
        }));
        Assert.Contains(written, text, StringComparison.Ordinal);
        CursorJson.Read(Encoding.UTF8.GetBytes(text), "row 7");

        var error = Assert.Throws<CursorCorrupt>(() => CursorJson.Read(Encoding.UTF8.GetBytes(text.Replace(written, instead, StringComparison.Ordinal)), "row 7"));

        Assert.Contains("row 7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_an_older_version_did_not_write_is_empty()
    {
        var text = Encoding.UTF8.GetString(CursorJson.Write(s_full)).Replace("\"replaces\":[\"orders/full/snapshot=1/\"],", "", StringComparison.Ordinal);

        Assert.Empty(CursorJson.Read(Encoding.UTF8.GetBytes(text), "here").Run!.Replaces);
    }

    [Fact]
    public void A_databases_run_that_an_older_version_wrote_has_accepted_nothing()
    {
        const string accepted = "\"acceptShrink\":true,";
        var run = new DatabaseRun { Id = "d", Mode = RunMode.Full, At = 1, Started = 1, Pending = [], AcceptShrink = true };
        var written = Encoding.UTF8.GetString(CursorJson.Write(s_full with { Run = null, Database = new DatabaseCursor { Run = run } }));

        Assert.Contains(accepted, written, StringComparison.Ordinal);
        Assert.True(CursorJson.Read(Encoding.UTF8.GetBytes(written), "here").Database!.Run!.AcceptShrink);
        Assert.False(CursorJson.Read(Encoding.UTF8.GetBytes(written.Replace(accepted, "", StringComparison.Ordinal)), "here").Database!.Run!.AcceptShrink);
    }

    [Fact]
    public void A_run_comes_back_as_it_was_written()
    {
        var run = new RunRecord
        {
            Export = "orders",
            Run = "1",
            Mode = RunMode.Full,
            Outcome = "failed",
            Started = 1,
            Finished = 2,
            Rows = 3,
            Deletions = 4,
            Bytes = 5,
            Through = 6,
            Error = "line\nfeed",
        };

        var json = CursorJson.WriteRun(run);

        Assert.DoesNotContain((byte)'\n', json);
        Assert.Equal(run, CursorJson.ReadRun(json));
        Assert.Null(CursorJson.ReadRun(json.AsSpan(0, json.Length - 5)));
    }
}
