using System.Globalization;
using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Rendering;

/// <summary>References under the names that their targets have now, or had last.</summary>
/// <param name="store">Knows the names.</param>
/// <param name="scope">The request's database.</param>
/// <param name="version">The version of the language, see <see cref="ApiVersion"/>.</param>
/// <param name="output">Where the JSON goes.</param>
internal sealed class RefRenderer(FaunaStore store, long scope, int version, JsonBuffer output)
{
    public void Write(RefValue reference) => Write([.. Steps(reference)], reference.Scope);

    /// <summary>Echoes a reference to something that does not exist.</summary>
    public void Write(UnresolvedRefValue reference)
    {
        string[] schema = [reference.Name, NativeName(reference.Native)];
        Write(reference.Id is { } id ? [id, .. schema] : schema, scope);
    }

    private IEnumerable<string> Steps(RefValue reference)
    {
        if (reference.IsNativeCollection)
        {
            return [NativeName((int)reference.Id)];
        }

        if (reference.IsUserDocument)
        {
            return [reference.Id.ToString(CultureInfo.InvariantCulture), NameOf(reference.Scope, NativeCollection.Collections, reference.Collection), NativeName(NativeCollection.Collections)];
        }

        var id = NativeCollection.IsNamed(reference.Collection)
            ? NameOf(reference.Scope, reference.Collection, reference.Id)
            : reference.Id.ToString(CultureInfo.InvariantCulture);
        return [id, NativeName(reference.Collection)];
    }

    private string NameOf(long home, int native, long id) => store.Database(home)?.NameOf(native, id) ?? "";

    private string NativeName(int native) =>
        native == NativeCollection.Collections && version < ApiVersion.V27 ? "classes" : NativeCollection.NameOf(native);

    private void Write(string[] steps, long home)
    {
        if (version == ApiVersion.V20)
        {
            output.Write("{\"@ref\":"u8);
            output.WriteString(string.Join('/', steps.Reverse()));
            output.Write((byte)'}');
            return;
        }

        for (var i = 0; i < steps.Length; i++)
        {
            output.Write(i == 0 ? "{\"@ref\":{\"id\":"u8 : version >= ApiVersion.V27 ? ",\"collection\":{\"@ref\":{\"id\":"u8 : ",\"class\":{\"@ref\":{\"id\":"u8);
            output.WriteString(steps[i]);
        }

        // The database stands on the schema object, or on the native collection when that is all there is.
        var holder = Math.Max(0, steps.Length - 2);
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            if (i == holder && home != scope && store.Database(home) is { Parent: { } parent })
            {
                output.Write(",\"database\":"u8);
                Write([NameOf(parent.Scope, NativeCollection.Databases, home), NativeCollection.NameOf(NativeCollection.Databases)], parent.Scope == scope || parent.Parent is null ? scope : parent.Scope);
            }

            output.Write("}}"u8);
        }
    }
}
