using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Records;

/// <summary>
/// Holds the record under construction, so that a document that turns out to be malformed leaves no trace in the output,
/// and the output is asked for exactly the bytes it will get. Grows to the largest record and is reused.
/// </summary>
internal sealed class RecordBuffer
{
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(4096);

    /// <summary>Bytes written; set back to undo what was written behind it.</summary>
    public int Length { get; set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>The byte written last.</summary>
    public byte Last => _bytes[Length - 1];

    /// <summary>What was written at <paramref name="start"/> and behind it, to be changed in place; valid until the next write.</summary>
    public Span<byte> WrittenFrom(int start) => _bytes.AsSpan(start, Length - start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ref byte source, nint count)
    {
        Debug.Assert(count >= 0);
        var to = Length;
        if (_bytes.Length - to < count)
        {
            Grow(count);
        }

        Unsafe.CopyBlockUnaligned(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bytes), to), ref source, (uint)count);
        Length = to + (int)count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<byte> source) => Append(ref MemoryMarshal.GetReference(source), source.Length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(byte value)
    {
        if (Length == _bytes.Length)
        {
            Grow(1);
        }

        _bytes[Length++] = value;
    }

    /// <summary>Appends a number in decimal digits.</summary>
    public void Append(long value)
    {
        Span<byte> digits = stackalloc byte[20];
        value.TryFormat(digits, out var used, default, CultureInfo.InvariantCulture);
        Append(digits[..used]);
    }

    /// <summary>Hands everything over to <paramref name="output"/> in one piece.</summary>
    public void CopyTo(IBufferWriter<byte> output)
    {
        var target = output.GetSpan(Length);
        Written.CopyTo(target);
        output.Advance(Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(nint count)
    {
        var needed = (long)Length + count;
        if (needed > Array.MaxLength)
        {
            WireInvalid.Throw($"its record is larger than {Array.MaxLength} bytes", 0);
        }

        var grown = GC.AllocateUninitializedArray<byte>((int)Math.Min(Math.Max(needed, 2L * _bytes.Length), Array.MaxLength));
        Written.CopyTo(grown);
        _bytes = grown;
    }
}
