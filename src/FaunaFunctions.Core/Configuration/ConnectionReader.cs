using System.Globalization;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Configuration;

/// <summary>Reads one entry of <c>connections</c>.</summary>
/// <param name="problems">Receives what is wrong.</param>
/// <param name="appSettings">Put in for <c>%NAME%</c>.</param>
/// <param name="withoutSecrets">Whether an app setting that should hold a secret may be missing: a connection without one is usable then.</param>
internal sealed class ConnectionReader(SettingsProblems problems, AppSettings appSettings, bool withoutSecrets = false)
{
    /// <summary>The fields of a connection.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["scheme", "domain", "port", "secret", "api"];

    /// <summary>The connection; null when it has no usable secret and needs one. What is wrong has been reported either way.</summary>
    public FaunaConnection? Read(string name, SettingsNode node)
    {
        if (SettingsObject.Open(node, Fields, formerNames: null, problems) is not { } fields)
        {
            return null;
        }

        var scheme = Scheme(fields);
        var domain = Domain(fields);
        var port = Port(fields);
        var api = Api(fields);
        var unset = withoutSecrets && fields.Find("secret") is { Kind: SettingsKind.Text } text && AppSettings.NameIn(text.Text) is { } setting && appSettings.Find(setting) is null ? setting : null;
        var secret = unset is null ? Secret(fields) : null;
        WarnAboutPlainHttp(fields, scheme, domain);
        return secret is null && unset is null ? null : new FaunaConnection
        {
            Name = name,
            Scheme = scheme,
            Domain = domain,
            Port = port,
            Secret = secret,
            UnsetSecret = unset,
            Api = api,
        };
    }

    private string Scheme(SettingsObject fields) =>
        Resolved(fields, "scheme") is var (node, text)
            ? fields.ChoiceOf(node, text, "https", ("https", "https"), ("http", "http"))
            : "https";

    private string Domain(SettingsObject fields)
    {
        const string fallback = "db.fauna.com";
        if (Resolved(fields, "domain") is not var (node, text))
        {
            return fallback;
        }

        if (Uri.CheckHostName(text) != UriHostNameType.Unknown)
        {
            return text;
        }

        problems.Error(node, $"must be a host name or address alone, without scheme, port and path, such as \"db.fauna.com\", not {node.Described}.");
        return fallback;
    }

    private int Port(SettingsObject fields)
    {
        // A port from an app setting is a text; one in the file is a number.
        if (fields.Find("port") is not { Kind: SettingsKind.Text } node || AppSettings.NameIn(node.Text) is null)
        {
            return fields.Whole("port", 443, 1, 65535);
        }

        if (appSettings.Resolve(node, node.Text) is not { } text)
        {
            return 443;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535)
        {
            return port;
        }

        problems.Error(node, "the app setting must hold a whole number from 1 to 65535.");
        return 443;
    }

    private FaunaApi Api(SettingsObject fields) =>
        Resolved(fields, "api") is var (node, text)
            ? fields.ChoiceOf(node, text, FaunaApi.V4, ("v4", FaunaApi.V4), ("v10", FaunaApi.V10))
            : FaunaApi.V4;

    private Secret? Secret(SettingsObject fields)
    {
        const string hint = "Give the key's secret as \"%FAUNA_SECRET%\", the name of an app setting that holds it.";
        if (fields.RequireText("secret", hint) is not { } text || fields.Find("secret") is not { } node)
        {
            return null;
        }

        if (AppSettings.NameIn(text) is null)
        {
            problems.Warn(node, "the secret stands in the file. Put it into an app setting and write \"%FAUNA_SECRET%\" here, so that the file can be shared.");
        }

        if (appSettings.Resolve(node, text) is not { } secret)
        {
            return null;
        }

        if (!secret.All(c => c is > ' ' and < '\x7f'))
        {
            problems.Error(node, "the secret holds white space or characters that cannot be sent. Copy it again, without a line break at its end.");
            return null;
        }

        return new Secret(secret);
    }

    private void WarnAboutPlainHttp(SettingsObject fields, string scheme, string domain)
    {
        if (scheme != "http" || fields.Find("scheme") is not { } node)
        {
            return;
        }

        if (fields.Find("port") is null)
        {
            problems.Warn(node, "http is used on port 443. Give the server's port.");
        }

        var isLocal = domain is "localhost" or "::1" || domain.StartsWith("127.", StringComparison.Ordinal);
        if (!isLocal)
        {
            problems.Warn(node, "http sends the secret and the documents unencrypted. Use https for anything but a server on this machine.");
        }
    }

    /// <summary>A text field with its app setting put in; null when absent, or reported.</summary>
    private (SettingsNode Node, string Text)? Resolved(SettingsObject fields, string name) =>
        fields.Text(name) is { } text && fields.Find(name) is { } node && appSettings.Resolve(node, text) is { } value
            ? (node, value)
            : null;
}
