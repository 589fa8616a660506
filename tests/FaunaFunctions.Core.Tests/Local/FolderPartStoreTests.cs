using FaunaFunctions.Contracts;
using FaunaFunctions.Core.Local;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Tests.Local;

public sealed class FolderPartStoreTests : PartStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override IPartStore Open() => new FolderPartStore(_folder["store"]);
}
