namespace FaunaFunctions.App.Http;

/// <summary><c>GET spec</c>: JSON schema of the settings.</summary>
internal static class SpecFunction
{
    private const string Resource = "exports.schema.json";

    private static readonly Lazy<byte[]> Schema = new(Read);

    /// <summary>Answers.</summary>
    public static Task AnswerAsync(HttpContext context)
    {
        _ = new Query(context.Request);
        return HttpAnswer.WriteAsync(context, StatusCodes.Status200OK, "application/schema+json", Schema.Value);
    }

    private static byte[] Read()
    {
        using var stream = typeof(SpecFunction).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The program was built without {Resource}.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
