using System.Runtime.CompilerServices;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;

namespace FaunaFunctions.Fuzzing.Targets;

/// <summary>Verification of an export of which one file is another: an input's first byte says which. And lines by themselves.</summary>
internal static class VerifyTarget
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("verify", () => [.. SampleExport.Files.Select((file, i) => (byte[])[(byte)i, .. file.Content])], VerifyAsync),
        FuzzTarget.Of("record-line", () => [.. Recorded.Documents(v4: true), .. Lines()], Line),
    ];

    private static IEnumerable<byte[]> Lines() =>
    [
        """{"ref":"101","ts":1700000000123456,"data":{"name":"fire"},"zip":"50667"}"""u8.ToArray(),
        """{"ref":"102","ts":1700000000987654,"deleted_at":"2023-11-14T22:13:20.987654Z"}"""u8.ToArray(),
    ];

    private static async Task VerifyAsync(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        var which = input[0] % SampleExport.Files.Count;
        var (name, content) = SampleExport.Files[which];
        var other = input[1..];
        var store = new Files(SampleExport.Files.ToDictionary(file => file.Name, file => file.Name == name ? other : file.Content, StringComparer.Ordinal));

        var report = await new Verifier(store).VerifyAsync(SampleExport.Name, null, null, null, CancellationToken.None);

        // The pointer is where trust starts: nothing holds its hash.
        Broken.Unless(which == 0 || report.Passed == content.AsSpan().SequenceEqual(other), "what was altered is found, and what was not is passed");
        Broken.Unless(report.Findings.Count < 100, "findings are bounded");
    }

    private static void Line(byte[] input)
    {
        if (RecordLine.Read(input, "deleted_at"u8, out _, out _) is { } wrong)
        {
            Broken.Unless(wrong.Length < 1000, "what is wrong is told in a sentence");
        }
    }

    /// <summary>Files in memory, read only.</summary>
    private sealed class Files(Dictionary<string, byte[]> files) : IPartStore
    {
        public Task<IPartUpload> BeginAsync(string name, string? contentEncoding, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<PartInfo?> FindAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            foreach (var name in files.Keys.Order(StringComparer.Ordinal).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                yield return name;
            }
        }

        public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) =>
            files.TryGetValue(name, out var content) ? Task.FromResult<Stream>(new MemoryStream(content)) : throw new FileNotFoundException();

        public Task WriteDocumentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<StoredDocument?> FindDocumentAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<byte[]?> ReadDocumentAsync(string name, CancellationToken cancellationToken) => Task.FromResult(files.GetValueOrDefault(name));

        public Task DeleteAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
