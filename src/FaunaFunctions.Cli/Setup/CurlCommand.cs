namespace FaunaFunctions.Cli.Setup;

/// <summary>A request as a command for a POSIX shell.</summary>
internal static class CurlCommand
{
    /// <summary>The variable that holds the secret of the key which sets things up.</summary>
    public const string SecretVariable = "FAUNA_ADMIN_SECRET";

    /// <summary>The command.</summary>
    public static string Write(SetupStep step, Uri server)
    {
        var request = $"""
            curl -sS --fail-with-body {Quoted(server.AbsoluteUri)} \
              -H "Authorization: Bearer ${SecretVariable}" \
              -H 'X-FaunaDB-API-Version: 4' -H 'Content-Type: application/json' \
              -d {Quoted(FqlJson.Write(step.Expression))}
            """.ReplaceLineEndings("\n");
        return step.Until is null
            ? request
            : $"until {request} | grep -Eq '\"resource\": ?{FqlJson.Write(step.Until)}'; do sleep 2; done";
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
