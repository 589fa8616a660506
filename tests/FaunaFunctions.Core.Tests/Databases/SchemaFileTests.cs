using FaunaFunctions.Core.Databases;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Local;

namespace FaunaFunctions.Core.Tests.Databases;

public sealed class SchemaFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("faunafunctions-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("main.fsl", "main.fsl")]
    [InlineData("functions/a.fsl", "functions~2fa.fsl")]
    [InlineData(".hidden.fsl", "~2ehidden.fsl")]
    [InlineData("./main.fsl", "~2e~2fmain.fsl")]
    [InlineData("../x.fsl", "~2e.~2fx.fsl")]
    public async Task A_schema_file_has_a_name_of_its_own_below_the_run_whatever_it_is_called(string name, string stored)
    {
        var parts = new FolderPartStore(_folder.FullName);

        var schema = await new SchemaExport(parts, new OneFile(name)).WriteAsync("shop/_database/run=1/", null, TestContext.Current.CancellationToken);

        var file = Assert.Single(schema.Files).Name;
        Assert.EndsWith("/" + stored, file, StringComparison.Ordinal);
        Assert.Equal("collection X {}"u8.ToArray(), await parts.ReadDocumentAsync(file, TestContext.Current.CancellationToken));
    }

    private sealed class OneFile(string name) : IDatabaseDefinitions
    {
        public IReadOnlyList<string> Kinds => [];

        public Task<CollectionList> ListCollectionsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<DefinitionList> ReadAsync(string kind, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<SchemaFile>> ReadFilesAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<SchemaFile>>([new SchemaFile(name, "collection X {}")]);
    }
}
