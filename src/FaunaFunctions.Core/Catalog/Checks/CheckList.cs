namespace FaunaFunctions.Core.Catalog.Checks;

/// <summary>Collects checks in order.</summary>
internal sealed class CheckList
{
    private readonly List<CheckItem> _items = [];

    public IReadOnlyList<CheckItem> Items => _items;

    public bool HasFailed(string name) => _items.Exists(i => i.Name == name && i.Status == CheckStatus.Failed);

    public void Pass(string name, string message) => Add(name, CheckStatus.Succeeded, message);

    public void Fail(string name, string message) => Add(name, CheckStatus.Failed, message);

    public void Warn(string name, string message) => Add(name, CheckStatus.Warning, message);

    public void Skip(string name, string message) => Add(name, CheckStatus.Skipped, message);

    private void Add(string name, CheckStatus status, string message) => _items.Add(new CheckItem(name, status, message));
}
