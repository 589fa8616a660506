using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FaunaFunctions.Azure.Parts;
using FaunaFunctions.Azurite;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Azure.Tests.Parts;

public sealed partial class BlobPartStoreTests(AzuriteFixture azurite)
{
    private const string Name = "orders/full/snapshot=1/part-00000001.ndjson.gz";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_compressed_part_is_read_as_it_is_stored()
    {
        var container = await BlobContainer.CreateAsync(azurite);
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes("{\"ref\":\"1\"}\n"), Cancel);
        }

        await CommitAsync(container.Open(), Name, compressed.ToArray());

        Assert.Equal(compressed.ToArray(), await BlobContainer.ReadAsync(container.Open(), Name));
    }

    [Fact]
    public async Task Documents_say_that_they_are_json()
    {
        var container = await BlobContainer.CreateAsync(azurite);

        await container.Open().WriteDocumentAsync("orders/latest.json", "{}"u8.ToArray(), Cancel);

        var properties = await container.Client.GetBlobClient("orders/latest.json").GetPropertiesAsync(cancellationToken: Cancel);
        Assert.Equal("application/json", properties.Value.ContentType);
    }

    [Fact]
    public async Task Folders_hidden_names_and_uncommitted_parts_are_not_listed()
    {
        var container = await BlobContainer.CreateAsync(azurite);
        foreach (var hidden in new[] { ".leases/orders", "orders/.leases/x" })
        {
            await container.Client.UploadBlobAsync(hidden, new BinaryData(""), Cancel);
        }

        foreach (var folder in new[] { "orders", "orders/full" })
        {
            var marker = new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["hdi_isfolder"] = "true" } };
            await container.Client.GetBlobClient(folder).UploadAsync(new BinaryData(""), marker, Cancel);
        }

        await CommitAsync(container.Open(), Name, [1]);
        await using var underWay = await container.Open(blockSize: 10).BeginAsync("orders/full/snapshot=1/part-00000002.ndjson.gz", null, Cancel);
        await underWay.WriteAsync(new byte[1000], Cancel);

        Assert.Equal([Name], await ListAsync(container.Open()));
    }

    [Fact]
    public async Task Names_come_in_ordinal_order_from_accounts_that_list_folder_by_folder()
    {
        var container = await BlobContainer.CreateAsync(azurite);
        string[] names = ["a/b", "a-1/b", "a.b", "a/a"];
        foreach (var name in names)
        {
            await CommitAsync(container.Open(), name, [1]);
        }

        using var wire = new Wire(async (_, send) =>
        {
            var answer = await send();
            var xml = await answer.Content.ReadAsStringAsync(Cancel);
            var blobs = Blob().Matches(xml).Select(match => match.Value).OrderBy(blob => blob.Replace('/', '\u0001'), StringComparer.Ordinal);
            answer.Content = new StringContent(Blobs().Replace(xml, $"<Blobs>{string.Concat(blobs)}</Blobs>"), Encoding.UTF8, "application/xml");
            return answer;
        });

        Assert.Equal(names.Order(StringComparer.Ordinal), await ListAsync(container.Open(wire)));
    }

    [Fact]
    public async Task A_blob_that_something_else_put_there_is_no_part()
    {
        var container = await BlobContainer.CreateAsync(azurite);
        await container.Client.UploadBlobAsync(Name, new BinaryData("x"), Cancel);

        var error = await Assert.ThrowsAsync<StorageUnavailable>(() => container.Open().FindAsync(Name, Cancel));

        Assert.Contains("has no metadata that fits it", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("content")]
    [InlineData("name")]
    [InlineData("json")]
    public async Task Metadata_that_does_not_fit_its_blob_is_not_believed(string wrong)
    {
        var container = await BlobContainer.CreateAsync(azurite);
        await CommitAsync(container.Open(), Name, [1, 2, 3]);
        var blob = container.Client.GetBlobClient(Name);
        var metadata = (await blob.GetPropertiesAsync(cancellationToken: Cancel)).Value.Metadata;
        var other = "orders/full/snapshot=1/part-00000002.ndjson.gz";
        metadata["part"] = wrong == "json" ? metadata["part"][..^1] : metadata["part"];
        await container.Client.GetBlobClient(wrong == "name" ? other : Name)
            .UploadAsync(new BinaryData(new byte[wrong == "content" ? 2 : 3]), new BlobUploadOptions { Metadata = metadata }, Cancel);

        await Assert.ThrowsAsync<StorageUnavailable>(() => container.Open().FindAsync(wrong == "name" ? other : Name, Cancel));
    }

    [Fact]
    public async Task A_connection_that_breaks_while_a_part_is_read_is_made_again()
    {
        var container = await BlobContainer.CreateAsync(azurite);
        var content = BlobContainer.Noise(500_000);
        await CommitAsync(container.Open(), Name, content);
        var answers = 0;
        using var wire = new Wire(async (_, send) => Break(await send(), after: answers++ < 2 ? 100_000 : int.MaxValue));

        Assert.Equal(content, await BlobContainer.ReadAsync(container.Open(wire), Name));
        Assert.Equal(3, answers);
    }

    [Fact]
    public async Task A_part_that_is_replaced_while_it_is_read_is_never_read_as_a_mixture()
    {
        var container = await BlobContainer.CreateAsync(azurite);
        await CommitAsync(container.Open(), Name, BlobContainer.Noise(500_000, seed: 1));
        var answers = 0;
        using var wire = new Wire(async (_, send) => Break(await send(), after: answers++ == 0 ? 100_000 : int.MaxValue));
        await using var stream = await container.Open(wire).OpenAsync(Name, Cancel);
        await container.Open().DeleteAsync(Name, Cancel);
        await CommitAsync(container.Open(), Name, BlobContainer.Noise(500_000, seed: 2));

        await Assert.ThrowsAsync<StorageUnavailable>(() => stream.CopyToAsync(Stream.Null, Cancel));
    }

    [Fact]
    public async Task A_part_that_cannot_be_read_to_its_end_is_the_storages_fault_and_not_the_parts()
    {
        var container = await BlobContainer.CreateAsync(azurite);
        await CommitAsync(container.Open(), Name, BlobContainer.Noise(500_000));
        using var wire = new Wire(async (_, send) => Break(await send(), after: 1000));
        await using var stream = await container.Open(wire).OpenAsync(Name, Cancel);

        var error = await Assert.ThrowsAsync<StorageUnavailable>(() => stream.CopyToAsync(Stream.Null, Cancel));

        Assert.StartsWith($"Cannot read {Name}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_container_is_an_error_and_not_an_empty_one()
    {
        var store = BlobContainer.Named(azurite).Open();

        Func<Task>[] calls =
        [
            () => store.FindAsync(Name, Cancel),
            () => ListAsync(store),
            () => store.OpenAsync(Name, Cancel),
            () => store.ReadDocumentAsync("orders/latest.json", Cancel),
            () => store.WriteDocumentAsync("orders/latest.json", "{}"u8.ToArray(), Cancel),
            () => CommitAsync(store, Name, [1]),
        ];

        foreach (var call in calls)
        {
            Assert.Contains("the container is not there", (await Assert.ThrowsAsync<StorageUnavailable>(call)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Errors_tell_neither_key_nor_signature()
    {
        var key = Convert.ToBase64String(BlobContainer.Noise(64));
        var address = $"http://127.0.0.1:{azurite.Server.BlobPort}/{DevelopmentAccount.Name}";
        BlobContainerClient[] clients =
        [
            new($"DefaultEndpointsProtocol=http;AccountName={DevelopmentAccount.Name};AccountKey={key};BlobEndpoint={address}", "exports"),
            new(new Uri($"{address}/exports?sv=2024-01-01&sig=c2VjcmV0&se=2020-01-01")),
            new(new Uri("http://127.0.0.1:1/account/exports?sig=c2VjcmV0"), new BlobClientOptions { Retry = { MaxRetries = 1, Delay = TimeSpan.Zero } }),
        ];
        foreach (var client in clients)
        {
            var store = new BlobPartStore(client);
            foreach (var call in new Func<Task>[] { () => store.FindAsync(Name, Cancel), () => ListAsync(store), () => CommitAsync(store, Name, [1]) })
            {
                var error = (await Assert.ThrowsAsync<StorageUnavailable>(call)).ToString();
                Assert.Contains("container 'exports' of storage account", error, StringComparison.Ordinal);
                Assert.DoesNotContain(key, error, StringComparison.Ordinal);
                Assert.DoesNotContain("sig=", error, StringComparison.Ordinal);
                Assert.DoesNotContain("c2VjcmV0", error, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(403, "AuthorizationPermissionMismatch", "the role 'Storage Blob Data Contributor'")]
    [InlineData(403, "AuthorizationFailure", "network rules")]
    [InlineData(409, "ContainerBeingDeleted", "just deleting the container")]
    [InlineData(409, "BlobArchived", "archive tier")]
    [InlineData(503, "ServerBusy", "busy")]
    public async Task Refusals_say_what_to_do(int status, string code, string remedy)
    {
        var container = await BlobContainer.CreateAsync(azurite);
        using var wire = new Wire((_, _) => Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Headers = { { "x-ms-error-code", code } } }));

        foreach (var call in new Func<Task>[] { () => container.Open(wire).FindAsync(Name, Cancel), () => CommitAsync(container.Open(wire), Name, [1]) })
        {
            Assert.Contains(remedy, (await Assert.ThrowsAsync<StorageUnavailable>(call)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData(".leases/a")]
    [InlineData("a\\b")]
    public async Task Names_that_are_no_parts_are_refused(string name)
    {
        var store = BlobContainer.Named(azurite).Open();

        await Assert.ThrowsAsync<ArgumentException>(() => store.FindAsync(name, Cancel));
    }

    [Fact]
    public async Task Metadata_that_would_not_fit_is_refused_before_the_commit()
    {
        var container = await BlobContainer.CreateAsync(azurite);
        await using var upload = await container.Open().BeginAsync(Name, null, Cancel);

        var error = await Assert.ThrowsAsync<StorageUnavailable>(() => upload.CommitAsync(BlobContainer.Info(Name, [], new string('x', 8000)), Cancel));

        Assert.Contains("8192", error.Message, StringComparison.Ordinal);
        Assert.Null(await container.Open().FindAsync(Name, Cancel));
    }

    private static async Task CommitAsync(IPartStore store, string name, byte[] content)
    {
        await using var upload = await store.BeginAsync(name, "gzip", Cancel);
        await upload.WriteAsync(content, Cancel);
        await upload.CommitAsync(BlobContainer.Info(name, content), Cancel);
    }

    private static async Task<List<string>> ListAsync(IPartStore store)
    {
        var names = new List<string>();
        await foreach (var name in store.ListAsync("", Cancel))
        {
            names.Add(name);
        }

        return names;
    }

    private static HttpResponseMessage Break(HttpResponseMessage answer, int after)
    {
        var content = new StreamContent(new BrokenStream(answer.Content.ReadAsStream(Cancel), after));
        foreach (var header in answer.Content.Headers)
        {
            content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        answer.Content = content;
        return answer;
    }

    [GeneratedRegex("<Blob>.*?</Blob>", RegexOptions.Singleline)]
    private static partial Regex Blob();

    [GeneratedRegex("<Blobs>.*</Blobs>", RegexOptions.Singleline)]
    private static partial Regex Blobs();
}
