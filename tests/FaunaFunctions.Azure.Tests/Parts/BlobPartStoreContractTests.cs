using FaunaFunctions.Azurite;
using FaunaFunctions.Contracts;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Azure.Tests.Parts;

public sealed class BlobPartStoreContractTests(AzuriteFixture azurite) : PartStoreContract, IAsyncLifetime
{
    private BlobContainer? _container;

    public async ValueTask InitializeAsync() => _container = await BlobContainer.CreateAsync(azurite);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override IPartStore Open() => _container!.Open();
}

/// <summary>The same with blocks so small that nearly every part has several.</summary>
public sealed class SmallBlocksContractTests(AzuriteFixture azurite) : PartStoreContract, IAsyncLifetime
{
    private BlobContainer? _container;

    public async ValueTask InitializeAsync() => _container = await BlobContainer.CreateAsync(azurite);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Small parts in blocks of a few bytes, but not a part of megabytes.
    protected override IPartStore Open() =>
        _container!.Open(blockSize: TestContext.Current.TestMethod!.MethodName.Contains("under_way", StringComparison.Ordinal)
            || TestContext.Current.TestMethod.MethodName.Contains("Memory", StringComparison.Ordinal) ? 500_000 : 4);
}
