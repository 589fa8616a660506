using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Azurite;
using FaunaFunctions.Contracts;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Azure.Tests.Cursors;

public sealed class TableCursorStoreTests(AzuriteFixture azurite) : CursorStoreContract, IAsyncLifetime
{
    private readonly List<AzureStorage> _opened = [];
    private readonly StorageNames _names = StorageNames.Unique();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await OpenStorage().EnsureCreatedAsync(Cancel);

    public ValueTask DisposeAsync()
    {
        _opened.ForEach(storage => storage.Dispose());
        return ValueTask.CompletedTask;
    }

    protected override ICursorStore Open() => OpenStorage().Cursors;

    private AzureStorage OpenStorage()
    {
        var storage = StorageForTest.Open(azurite.ConnectionString, _names);
        lock (_opened)
        {
            _opened.Add(storage);
        }

        return storage;
    }
}
