using System.Buffers.Binary;

namespace FaunaFunctions.Azure.Parts;

/// <summary>
/// Ids of blocks. Every upload has its own, so that blocks which two uploads staged under one name are never taken for each other's. All ids have the same
/// length: the service refuses a block whose id is longer or shorter than those it already has under that name, though another version of this program staged them.
/// </summary>
internal static class BlockId
{
    /// <param name="upload">The upload's id.</param>
    /// <param name="number">The block's number in it.</param>
    public static string Of(Guid upload, int number)
    {
        Span<byte> id = stackalloc byte[20];
        upload.TryWriteBytes(id);
        BinaryPrimitives.WriteInt32BigEndian(id[16..], number);
        return Convert.ToBase64String(id);
    }
}
