using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Cli.Setup;

/// <summary>A request as a command for a POSIX shell.</summary>
internal static class CurlCommand
{
    /// <summary>The variable that holds the secret of the key which sets things up.</summary>
    public const string SecretVariable = "FAUNA_ADMIN_SECRET";

    /// <summary>The command.</summary>
    public static string Write(SetupStep step, Uri server)
    {
        var version = step.Api == FaunaApi.V4 ? "-H 'X-FaunaDB-API-Version: 4' " : "";
        var request = $"""
            curl -sS --fail-with-body {Quoted(new Uri(server, step.Path).AbsoluteUri)} \
              -H "Authorization: Bearer ${SecretVariable}" \
              {version}-H 'Content-Type: application/json' \
              -d {Quoted(step.Body)}
            """.ReplaceLineEndings("\n");
        return step.Until is null
            ? request
            : $"until {request} | grep -Eq '\"resource\": ?{step.Until}'; do sleep 2; done";
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
