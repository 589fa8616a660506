namespace FaunaFunctions.Fuzzing.Mutation;

/// <summary>Makes wrong inputs of right ones: a few changes each, of bytes and of JSON's values.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus)
{
    private const int MostBytes = 64 * 1024;

    public IReadOnlyList<byte[]> Corpus => corpus;

    public byte[] Make(Random random)
    {
        var input = corpus[random.Next(corpus.Count)];
        for (var changes = 1 + (random.Next(3) == 0 ? random.Next(8) : 0); changes > 0; changes--)
        {
            input = Change(input, random);
        }

        return input.Length <= MostBytes ? input : input[..MostBytes];
    }

    private byte[] Change(byte[] input, Random random)
    {
        var at = random.Next(input.Length + 1);
        var end = Math.Min(input.Length, at + 1 + random.Next(random.Next(8) == 0 ? 200 : 8));
        switch (random.Next(14))
        {
            case 0:
                return Flipped(input, random);
            case 1:
                return Replaced(input, at..end, []);
            case 2:
                return Replaced(input, at..at, input.AsSpan(at..end));
            case 3:
                return Replaced(input, at..at, Some(Dictionary.Pieces, random));
            case 4:
                return Replaced(input, at..end, Some(Dictionary.Pieces, random));
            case 5:
                return input[..at];
            case 6:
                var other = Some(corpus, random);
                return Replaced(input, at.., other.AsSpan(random.Next(other.Length + 1)..));
            case 7:
                var from = Some(corpus, random);
                return Replaced(input, JsonSpot.Some(input, random), from.AsSpan(JsonSpot.Some(from, random)));
            case 8:
                return Nested(input, random);
            case 9:
                var spot = JsonSpot.Some(input, random);
                var twice = input[spot];
                return Replaced(input, spot, [.. twice, (byte)',', .. twice]);
            case 10:
                var moved = JsonSpot.Some(input, random);
                return Replaced(input, at..at, input.AsSpan(moved));
            case 11:
                return Replaced(input, JsonSpot.Some(input, random), []);
            default:
                return Replaced(input, JsonSpot.Some(input, random), Some(Dictionary.Values, random));
        }
    }

    private static byte[] Nested(byte[] input, Random random)
    {
        var (opening, closing) = Dictionary.Levels[random.Next(Dictionary.Levels.Length)];
        var depth = random.Next(4) == 0 ? 1000 + random.Next(3000) : 1 + random.Next(80);
        var spot = JsonSpot.Some(input, random);
        var value = input[spot];
        var nested = new List<byte>((depth * (opening.Length + closing.Length)) + value.Length);
        for (var i = 0; i < depth; i++)
        {
            nested.AddRange(opening);
        }

        nested.AddRange(value.Length == 0 ? "null"u8 : value);
        for (var i = random.Next(8) == 0 ? random.Next(depth) : 0; i < depth; i++)
        {
            nested.AddRange(closing);
        }

        return Replaced(input, spot, [.. nested]);
    }

    private static byte[] Flipped(byte[] input, Random random)
    {
        byte[] changed = [.. input];
        if (changed.Length > 0)
        {
            var at = random.Next(changed.Length);
            changed[at] = random.Next(2) == 0 ? (byte)(changed[at] ^ (1 << random.Next(8))) : (byte)random.Next(256);
        }

        return changed;
    }

    private static byte[] Replaced(byte[] input, Range range, ReadOnlySpan<byte> by)
    {
        var (start, length) = range.GetOffsetAndLength(input.Length);
        return [.. input.AsSpan(0, start), .. by, .. input.AsSpan(start + length)];
    }

    private static byte[] Some(IReadOnlyList<byte[]> pieces, Random random) => pieces[random.Next(pieces.Count)];
}
