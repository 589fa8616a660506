using System.Globalization;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.App.Http;

/// <summary>
/// A request's query, read strictly: what is not known, wrong or given twice is a problem. Values are never repeated in a message:
/// one may be a secret that went to the wrong place.
/// </summary>
internal sealed class Query
{
    private const int LongestNameTold = 24;

    // The host's own: a function's key, and the name of that key. They are for the host, and nobody else looks at them.
    private static readonly string[] Hosts = ["code", "clientId"];

    private readonly IQueryCollection _query;

    /// <param name="request">The request.</param>
    /// <param name="names">The parameters that the function takes.</param>
    /// <exception cref="ProblemFound">There is another one.</exception>
    public Query(HttpRequest request, params ReadOnlySpan<string> names)
    {
        _query = request.Query;
        foreach (var (name, values) in _query)
        {
            if (Hosts.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            if (!Contains(names, name))
            {
                var which = name.Length <= LongestNameTold && name.All(c => char.IsAsciiLetter(c) || c is '_' or '-') ? $" '{name}'" : "";
                var taken = names.Length == 0 ? "It takes none." : $"It takes: {string.Join(", ", names!)}.";
                throw Problem.BadRequest($"The function takes no query parameter{which} as it was given. {taken}");
            }

            if (values.Count != 1)
            {
                throw Problem.BadRequest($"{name} is given more than once.");
            }
        }
    }

    /// <summary>A text; null when it is not given, or empty.</summary>
    public string? Text(string name) => _query[name] is [{ Length: > 0 } text] ? text : null;

    /// <summary>A whole number in a range.</summary>
    /// <exception cref="ProblemFound">It is something else.</exception>
    public int Number(string name, int least, int most, int otherwise)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Problem.BadRequest(string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {least} to {most}."));
    }

    /// <summary>true or false; false when it is not given.</summary>
    /// <exception cref="ProblemFound">It is something else.</exception>
    public bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw Problem.BadRequest($"{name} must be true or false."),
    };

    /// <summary>Full or incremental; null when it is not given.</summary>
    /// <exception cref="ProblemFound">It is something else.</exception>
    public RunMode? Mode(string name) => Text(name) switch
    {
        null => null,
        "full" => RunMode.Full,
        "incremental" => RunMode.Incremental,
        _ => throw Problem.BadRequest($"{name} must be full or incremental."),
    };

    private static bool Contains(ReadOnlySpan<string> names, string name)
    {
        foreach (var known in names)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
