using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Configuration;

/// <summary>The connections of a settings file, usable or not, for the exports to name.</summary>
internal sealed class ConnectionList(SettingsProblems problems)
{
    private readonly List<(string Name, FaunaConnection? Connection)> _all = [];

    /// <summary>Those that can be used, in order.</summary>
    public IReadOnlyList<FaunaConnection> Usable => [.. _all.Select(c => c.Connection).OfType<FaunaConnection>()];

    /// <summary>Adds one; null stands for one that is there but wrong, which has been reported.</summary>
    public void Add(string name, FaunaConnection? connection) => _all.Add((name, connection));

    /// <summary>The connection that an export names, or the only one; nulls when there is none, which has been reported.</summary>
    public (FaunaConnection? Connection, FaunaApi? Api) Of(SettingsObject export)
    {
        if (_all.Count == 0)
        {
            return default;
        }

        var names = string.Join(", ", _all.Select(c => $"'{c.Name}'"));
        if (export.Find("connection") is null)
        {
            if (_all.Count > 1)
            {
                export.Require("connection", $"There is more than one: {names}. Name the one that this export reads.");
                return default;
            }

            return (_all[0].Connection, _all[0].Connection?.Api);
        }

        if (export.Text("connection") is not { } name)
        {
            return default;
        }

        var found = _all.Find(c => c.Name == name);
        if (found.Name is null)
        {
            var meant = NearMiss.Of(name, _all.Select(c => c.Name));
            problems.Error(export.Find("connection")!, meant is null
                ? $"names no connection. There are: {names}."
                : $"names no connection; did you mean '{meant}'?");
            return default;
        }

        return (found.Connection, found.Connection?.Api);
    }
}
