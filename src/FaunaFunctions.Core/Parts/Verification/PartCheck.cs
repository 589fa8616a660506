using System.Buffers;
using System.Globalization;
using System.IO.Compression;

namespace FaunaFunctions.Core.Parts.Verification;

/// <summary>Reads one part from its first byte to its last, in memory bounded by its longest line.</summary>
internal sealed class PartCheck
{
    /// <summary>The most findings about lines of one part: a damaged one would have one for every line.</summary>
    public const int MostFindings = 10;

    /// <summary>Many times a server's largest document: what is longer comes from a damaged part, or from one that is meant to fill the memory.</summary>
    internal const int LongestLine = 256 * 1024 * 1024;

    private const int BufferSize = 256 * 1024;

    private readonly string _name;
    private readonly ManifestPart _claim;
    private readonly RunRules _rules;
    private readonly PartFacts _facts = new();
    private int _linesWrong;

    private readonly int _longestLine;

    private PartCheck(string name, ManifestPart claim, RunRules rules, int longestLine)
    {
        _longestLine = longestLine;
        _name = name;
        _claim = claim;
        _rules = rules;
    }

    /// <summary>Reads a part and compares it with what its manifest says.</summary>
    /// <param name="store">Where.</param>
    /// <param name="name">The part's name in the store.</param>
    /// <param name="claim">What its manifest says.</param>
    /// <param name="rules">What its records must obey.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="longestLine">Bytes beyond which a line is not read on.</param>
    public static async Task<PartFacts> RunAsync(
        IPartStore store, string name, ManifestPart claim, RunRules rules, CancellationToken cancellationToken, int longestLine = LongestLine)
    {
        var check = new PartCheck(name, claim, rules, longestLine);
        try
        {
            await using var stored = new StoredBytes(await store.OpenAsync(name, cancellationToken), claim.Bytes);
            await check.ReadAsync(stored, cancellationToken);
        }
        catch (FileNotFoundException)
        {
            check.Find(FindingKind.PartMissing, "it is not there");
        }
        catch (IOException e)
        {
            check._facts.Complete = false;
            check.Find(FindingKind.PartUnreadable, $"it cannot be read: {e.Message.TrimEnd('.')}");
        }

        return check._facts;
    }

    private async Task ReadAsync(StoredBytes stored, CancellationToken cancellationToken)
    {
        try
        {
            if (_name.EndsWith(PartNames.GzipExtension, StringComparison.Ordinal))
            {
                await using var lines = new GZipStream(stored, CompressionMode.Decompress, leaveOpen: true);
                _facts.Complete = await ReadLinesAsync(lines, cancellationToken);
            }
            else
            {
                _facts.Complete = await ReadLinesAsync(stored, cancellationToken);
            }
        }
        catch (InvalidDataException e)
        {
            Find(FindingKind.PartUnreadable, $"it cannot be decompressed behind {_facts.UncompressedBytes} bytes of NDJSON ({e.Message.TrimEnd('.')})");
        }

        var sha256 = await stored.FinishAsync(cancellationToken);
        _facts.Bytes = stored.Count;
        CompareBytes(sha256);
        if (_facts.Complete)
        {
            CompareRows();
        }
    }

    private void CompareBytes(string sha256)
    {
        if (_facts.Bytes != _claim.Bytes)
        {
            Find(FindingKind.PartAltered, _facts.Bytes > _claim.Bytes
                ? $"it is longer than the {_claim.Bytes} bytes that the manifest says"
                : $"it has {_facts.Bytes} bytes, and the manifest says {_claim.Bytes}");
        }
        else if (sha256 != _claim.Sha256)
        {
            Find(FindingKind.PartAltered, $"its SHA-256 is {sha256}, and the manifest says {_claim.Sha256}");
        }
    }

    /// <returns>False when the part was left because it holds more than it should.</returns>
    private async Task<bool> ReadLinesAsync(Stream lines, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var filled = 0;
        try
        {
            while (true)
            {
                if (filled > _longestLine)
                {
                    Find(FindingKind.RecordInvalid, $"line {_facts.Rows + 1} is longer than {_longestLine} bytes, and no record is");
                    return false;
                }

                if (filled == buffer.Length)
                {
                    buffer = Grow(buffer, filled);
                }

                // One byte more than there should be is enough to know, however much more a decompressor would make.
                var most = (int)Math.Min(buffer.Length - filled, _claim.UncompressedBytes - _facts.UncompressedBytes + 1);
                var read = await lines.ReadAsync(buffer.AsMemory(filled, most), cancellationToken);
                _facts.UncompressedBytes += read;
                if (_facts.UncompressedBytes > _claim.UncompressedBytes)
                {
                    Find(FindingKind.PartUnreadable, $"it holds more than the {_claim.UncompressedBytes} bytes of NDJSON that the manifest says");
                    return false;
                }

                if (read == 0)
                {
                    break;
                }

                var kept = ReadRecords(buffer.AsSpan(0, filled + read), filled);
                filled = filled + read - kept;
                buffer.AsSpan(kept, filled).CopyTo(buffer);
            }

            if (filled > 0)
            {
                Find(FindingKind.RecordInvalid, $"line {_facts.Rows + 1}, the last, has no line feed");
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <param name="bytes">From the start of a line.</param>
    /// <param name="searched">Bytes at their start that are known to hold no line feed.</param>
    /// <returns>Where the first line starts that is not yet whole.</returns>
    private int ReadRecords(ReadOnlySpan<byte> bytes, int searched)
    {
        var start = 0;
        while (bytes[Math.Max(start, searched)..].IndexOf((byte)'\n') is >= 0 and var offset)
        {
            var end = Math.Max(start, searched) + offset;
            ReadRecord(bytes[start..end]);
            start = end + 1;
        }

        return start;
    }

    private void ReadRecord(ReadOnlySpan<byte> line)
    {
        _facts.Rows++;
        if (RecordLine.Read(line, _rules.DeletedColumn, out var key, out var kind) is { } wrong)
        {
            FindInLine(FindingKind.RecordInvalid, " " + wrong);
            return;
        }

        if (_rules.Refuses(kind) is { } reason)
        {
            FindInLine(FindingKind.RecordInvalid, $", document {key.Id}, {reason}");
        }

        var deletion = kind != RecordKind.Version;
        _facts.Deletions += deletion ? 1 : 0;
        _facts.First ??= key;
        _facts.Last = key;
        _facts.LowestTs = Math.Min(_facts.LowestTs ?? long.MaxValue, key.Ts);
        _facts.HighestTs = Math.Max(_facts.HighestTs ?? long.MinValue, key.Ts);
        if (!_rules.Covers(key.Ts))
        {
            FindInLine(FindingKind.TimeOutsideWindow, $", document {key.Id}, is of {key.Ts}, and the run covers {_rules.Covered}");
        }

        var stretch = deletion ? _facts.Removed : _facts.Versions;
        if (stretch.Last is { } before && !_rules.Ascends(before, key))
        {
            FindInLine(FindingKind.RowTwice, $", document {key.Id} at {key.Ts}, stands behind document {before.Id} at {before.Ts}: it is there twice, or out of order");
        }

        stretch.First ??= key;
        stretch.Last = key;
    }

    private void CompareRows()
    {
        Compare("rows", _facts.Rows, _claim.Rows);
        Compare("deletions", _facts.Deletions, _claim.Deletions);
        Compare("bytes of NDJSON", _facts.UncompressedBytes, _claim.UncompressedBytes);
        Compare("as first ref", Text(_facts.First?.Id), _claim.FirstRef);
        Compare("as last ref", Text(_facts.Last?.Id), _claim.LastRef);
        Compare("as lowest ts", _facts.LowestTs, _claim.LowestTs);
        Compare("as highest ts", _facts.HighestTs, _claim.HighestTs);
    }

    private void Compare<T>(string what, T found, T claimed)
    {
        if (!EqualityComparer<T>.Default.Equals(found, claimed))
        {
            Find(FindingKind.CountsDiffer, string.Create(CultureInfo.InvariantCulture, $"it has {found?.ToString() ?? "none"} {what}, and the manifest says {claimed?.ToString() ?? "none"}"));
        }
    }

    private void Find(FindingKind kind, string message) => _facts.Findings.Add(new Finding(kind, _name, $"{_name}: {message}."));

    private void FindInLine(FindingKind kind, string message)
    {
        if (++_linesWrong <= MostFindings)
        {
            Find(kind, $"line {_facts.Rows}{message}");
        }
    }

    private static string? Text(long? id) => id?.ToString(CultureInfo.InvariantCulture);

    private static byte[] Grow(byte[] buffer, int filled)
    {
        var larger = ArrayPool<byte>.Shared.Rent(checked(buffer.Length * 2));
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
