namespace FaunaFunctions.Emulator.Values;

/// <summary>A lambda as the database keeps it: its source text and the version of the language it was written in.</summary>
/// <param name="source">The object <c>{"lambda":…,"expr":…}</c> as raw values: escapes stay as they were sent.</param>
/// <param name="apiVersion">The version that is shown with it, for example <c>4</c>; <c>2.12</c> for anything before 3.</param>
/// <param name="compiled">What the language made of it; opaque to the store, null until it is called.</param>
internal sealed class LambdaValue(ObjectValue source, string apiVersion, object? compiled) : Value
{
    public ObjectValue Source { get; } = source;

    public string ApiVersion { get; } = apiVersion;

    public object? Compiled { get; set; } = compiled;

    public override string TypeName => "Lambda";
}
