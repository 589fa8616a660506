using System.Buffers;

namespace FaunaFunctions.Core.Fauna;

/// <summary>A 200 or 201 answer's body, whole and valid UTF-8, in a pooled buffer.</summary>
internal sealed class FaunaAnswer(IMemoryOwner<byte> owner, int length) : IDisposable
{
    private IMemoryOwner<byte>? _owner = owner;

    /// <summary>Bytes of the body.</summary>
    public int Length { get; } = length;

    /// <summary>The body.</summary>
    public ReadOnlySpan<byte> Json =>
        (_owner ?? throw new ObjectDisposedException(nameof(FaunaAnswer))).Memory.Span[..Length];

    /// <summary>Hands the buffer to a new owner; the answer is empty afterwards.</summary>
    public IMemoryOwner<byte> Detach() =>
        Interlocked.Exchange(ref _owner, null) ?? throw new ObjectDisposedException(nameof(FaunaAnswer));

    public void Dispose() => Interlocked.Exchange(ref _owner, null)?.Dispose();
}
